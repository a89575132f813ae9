"""Contents on disk, named by their hash: the same content twice is one file."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path

from flask import current_app

FRESH = 3600.0  # seconds; no request takes as long


def folder() -> Path:
    kept: Path = current_app.extensions["portal.config"].files_dir
    return kept


def where(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256[2:4] / sha256


def put(content: bytes) -> str:
    """Write the content unless it is there; a crash leaves no half file. Returns its SHA-256.

    What was there already becomes fresh: nobody sweeps it away before the row that names it is committed.
    """
    name = hashlib.sha256(content).hexdigest()
    target = where(name)
    try:
        os.utime(target)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as fresh:
            fresh.write(content)
            fresh.flush()
            os.fsync(fresh.fileno())
        Path(fresh.name).replace(target)
    return name


def get(sha256: str) -> bytes:
    return where(sha256).read_bytes()


def is_fresh(sha256: str) -> bool:
    """Just written: the row that names it may not be committed yet."""
    try:
        return time.time() - where(sha256).stat().st_mtime < FRESH
    except FileNotFoundError:
        return True


def every_name() -> list[str]:
    return [path.name for path in folder().glob("??/??/*") if len(path.name) == 64]
