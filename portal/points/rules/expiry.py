"""When points expire: at the beginning of a month, announced three times before."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from portal.core.clock import CITY_ZONE

NOTICE_DAYS = (60, 30, 7)
EXPIRE = 0


def month_start(day: date, later: int = 0) -> date:
    """The first of the month of a day, or of a month so many later (or earlier, below zero)."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def earned_before(month: date, keep_months: int) -> datetime:
    """What was earned before this moment expires when the month begins."""
    return datetime.combine(month_start(month, -keep_months), time(), CITY_ZONE)


def steps_on(day: date) -> list[tuple[date, int]]:
    """The notice or the expiry each month is at on a day: (its first day, days before or 0).

    A notice that was missed is not caught up by a later one's day: then the later one is given.
    """
    steps = [(month_start(day), EXPIRE)]
    for later in (1, 2, 3):
        month = month_start(day, later)
        begun = [notice for notice in NOTICE_DAYS if day >= month - timedelta(days=notice)]
        if begun:
            steps.append((month, min(begun)))
    return steps
