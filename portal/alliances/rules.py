"""Arithmetic of terms and elections."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum


class ElectionOutcome(StrEnum):
    """How an election ended."""

    ELECTED = "elected"
    TURNOUT_MISSED = "turnout_missed"
    TIED = "tied"
    NOBODY = "nobody"
    NOT_A_MEMBER = "not_a_member"


def last_day_of_term(first: date, months: int) -> date:
    """The day before the same day so many months later: from 5 March, 12 months, to 4 March."""
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1])) - timedelta(days=1)


def enough_took_part(voted: int, entitled: int, percent: int) -> bool:
    """Whether the share that must take part in an election is reached; nobody of nobody is not enough."""
    return voted > 0 and voted * 100 >= entitled * percent
