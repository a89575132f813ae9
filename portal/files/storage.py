"""Contents on disk, named by their hash: the same content twice is one file."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from flask import current_app


def folder() -> Path:
    kept: Path = current_app.extensions["portal.config"].files_dir
    return kept


def where(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Write the content unless it is there; a crash leaves no half file. Returns its SHA-256."""
    name = hashlib.sha256(content).hexdigest()
    target = where(name)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as fresh:
            fresh.write(content)
            fresh.flush()
            os.fsync(fresh.fileno())
        Path(fresh.name).replace(target)
    return name


def get(sha256: str) -> bytes:
    return where(sha256).read_bytes()


def every_name() -> list[str]:
    return [path.name for path in folder().glob("??/??/*") if len(path.name) == 64]
