"""Where a season stands on a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    COMING = "coming"
    OPEN = "open"
    OVER = "over"


def stage_of(starts_on: date, ends_on: date, day: date) -> Stage:
    """Both days belong to the season."""
    if day < starts_on:
        return Stage.COMING
    return Stage.OPEN if day <= ends_on else Stage.OVER
