"""Reads the demo city's files, with dates that move with today."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

MOVING_DATE = re.compile(r"\{(y|md|d)([+-]\d+)\}")


def fill(text: str, today: date) -> str:
    """Replace `{d-40}` by the date forty days before today (2026年10月13日), `{md-40}` by 10月13日, `{y-40}` by 2026."""

    def written(match: re.Match[str]) -> str:
        day = today + timedelta(days=int(match[2]))
        month_and_day = f"{day.month}月{day.day}日"
        return {"y": f"{day.year}", "md": month_and_day, "d": f"{day.year}年{month_and_day}"}[match[1]]

    return MOVING_DATE.sub(written, text)


def read(name: str, today: date) -> dict[str, Any]:
    """One file of this folder (`read("conventions/xinkailu", today)`), its moving dates filled in."""
    source = files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(fill(source, today))


def names(folder: str) -> list[str]:
    """What `read` can be asked for inside a folder, in the order of the file names."""
    inside = files(__package__).joinpath(folder).iterdir()
    return sorted(
        f"{folder}/{each.name.removesuffix('.toml')}" for each in inside if each.name.endswith(".toml")
    )
