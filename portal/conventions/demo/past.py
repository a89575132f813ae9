"""Rows of what is older than the portal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any


def put_back(row: Any, names: tuple[str, ...], by: timedelta) -> None:
    for name in names:
        if value := getattr(row, name, None):
            setattr(row, name, value - by)
