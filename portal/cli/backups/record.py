"""When this machine made its newest backup, for `portal check`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portal.core.config import Config


@dataclass(frozen=True)
class Made:
    path: str
    at: datetime


def record(config: Config) -> Path:
    return config.instance_dir / "newest_backup.json"


def note_backup(config: Config, path: Path, at: datetime) -> None:
    told = {"path": str(path), "at": at.isoformat()}
    fresh = record(config).with_suffix(".new")
    fresh.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    fresh.replace(record(config))  # whoever wrote the one before


def newest_backup(config: Config) -> Made | None:
    if not record(config).exists():
        return None
    told = json.loads(record(config).read_text(encoding="utf-8"))
    return Made(told["path"], datetime.fromisoformat(told["at"]))
