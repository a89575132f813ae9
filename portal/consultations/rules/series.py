"""How a consultation filled day by day, and the steps that are drawn of it. Plain arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDE, HIGH = 640, 260
LEFT, RIGHT, TOP, FOOT = 72, 16, 24, 42
LEAST_DAYS = 2
MOST_DAYS = 400
"""Nothing is drawn of a longer time: its table would be heavier than the page."""


@dataclass(frozen=True)
class Day:
    """What came in on one day, and all that had come in by its end."""

    day: date
    opinions: int
    supports: int
    all_opinions: int
    all_supports: int


@dataclass(frozen=True)
class Series:
    """`opinions` and `supports` are the points of lines that climb in steps."""

    days: Sequence[Day]
    top: int
    opinions: str
    supports: str

    @property
    def first(self) -> Day:
        return self.days[0]

    @property
    def last(self) -> Day:
        return self.days[-1]


def series(
    first: date, last: date, opinions: Mapping[date, int], supports: Mapping[date, int]
) -> Series | None:
    """None while there is nothing to see: no opinion yet, or a single day."""
    found = {*opinions, *supports}
    if not found:
        return None
    days = cumulated(min(first, *found), max(last, *found), opinions, supports)
    if not LEAST_DAYS <= len(days) <= MOST_DAYS:
        return None
    top = max(days[-1].all_opinions, days[-1].all_supports)
    return Series(
        days=days,
        top=top,
        opinions=steps([day.all_opinions for day in days], top),
        supports=steps([day.all_supports for day in days], top),
    )


def cumulated(
    first: date, last: date, opinions: Mapping[date, int], supports: Mapping[date, int]
) -> list[Day]:
    days: list[Day] = []
    said = seconded = 0
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        said += opinions.get(day, 0)
        seconded += supports.get(day, 0)
        days.append(Day(day, opinions.get(day, 0), supports.get(day, 0), said, seconded))
    return days


def steps(sums: Sequence[int], top: int) -> str:
    """Each day keeps its height for its whole width; more is further up."""
    wide = (WIDE - LEFT - RIGHT) / len(sums)
    points = []
    for number, value in enumerate(sums):
        down = round(HIGH - FOOT - value / (top or 1) * (HIGH - TOP - FOOT), 1)
        points += [
            f"{round(LEFT + number * wide, 1)},{down}",
            f"{round(LEFT + (number + 1) * wide, 1)},{down}",
        ]
    return " ".join(points)
