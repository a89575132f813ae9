"""How long an entry may stand on a board, by how grave it is. The bounds are data (`bounds.toml`).

Days are days of the city's calendar and both ends count: an entry of 30 days from 3 November is shown until the
end of 2 December.
"""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

BOUNDS_FILE = Path(__file__).parents[1] / "bounds.toml"
ONE_DAY = timedelta(days=1)


class Severity(StrEnum):
    """轻微, 一般, 严重 of a decision by an authority; `own` rests on a convention alone."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"
    OWN = "own"


class TermProblem(StrEnum):
    """Why a term is refused; each is the key of a sentence."""

    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    BEYOND_THE_CAP = "beyond_the_cap"


@dataclass(frozen=True, kw_only=True)
class Bound:
    """The bounds of one severity with their source and the date it was read.

    Either `months` or `days` is the longest term. With `repair_at_once` the entry comes down as soon as the
    wrong is put right; otherwise `months_min` must have passed as well.
    """

    months_min: int
    months: int | None = None
    days: int | None = None
    default_days: int
    repair_at_once: bool
    source_hans: str
    source_hant: str
    as_of: date

    def __post_init__(self) -> None:
        if (self.months is None) is (self.days is None):
            raise ValueError("a bound is given in months or in days")
        if (self.months or self.days or 0) < 1 or self.months_min < 0 or self.default_days < 1:
            raise ValueError("a bound is at least one day")

    def latest(self, start: date) -> date:
        """The last day of the longest term."""
        return start + timedelta(days=self.days - 1) if self.days else months_on(start, self.months or 0)

    def earliest(self, start: date) -> date:
        """The last day of the shortest term: the first day itself where there is none."""
        return months_on(start, self.months_min) if self.months_min else start


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """All bounds of a city. `cap` holds for every entry, counted from the day it was first shown."""

    by_severity: Mapping[Severity, Bound]
    cap: Bound

    def latest_end(self, severity: Severity, start: date) -> date:
        """The last day on which an entry first shown on `start` may stand."""
        return min(self.by_severity[severity].latest(start), self.cap.latest(start))

    def earliest_end(self, severity: Severity, start: date) -> date:
        """The earliest last day one may set for the term."""
        return self.by_severity[severity].earliest(start)

    def proposed_end(self, severity: Severity, start: date) -> date:
        """What a form proposes: the usual term, inside the bounds."""
        usual = start + timedelta(days=self.by_severity[severity].default_days - 1)
        latest = self.latest_end(severity, start)
        return min(max(usual, self.earliest_end(severity, start)), latest)

    def repairable_from(self, severity: Severity, start: date) -> date:
        """The first day on which an entry may come down because the wrong was put right."""
        bound = self.by_severity[severity]
        return start if bound.repair_at_once or not bound.months_min else bound.earliest(start) + ONE_DAY

    def term_problem(self, severity: Severity, start: date, end: date) -> TermProblem | None:
        """What is wrong with a term, or None. A decision of an authority may not fall below its minimum."""
        if end < start:
            return TermProblem.ENDS_BEFORE_IT_BEGINS
        if end > self.cap.latest(start):
            return TermProblem.BEYOND_THE_CAP
        if end > self.latest_end(severity, start):
            return TermProblem.TOO_LONG
        return TermProblem.TOO_SHORT if end < self.earliest_end(severity, start) else None


@cache
def published_bounds(path: Path = BOUNDS_FILE) -> Bounds:
    """The bounds that come with the portal. Raises ValueError when a severity or the cap is missing."""
    with path.open("rb") as file:
        rows = {key: Bound(**values) for key, values in tomllib.load(file).items()}
    if set(rows) != {*Severity, "cap"}:
        raise ValueError(f"bounds are needed for every severity and the cap, not {sorted(rows)}")
    return Bounds(
        by_severity=MappingProxyType({severity: rows[severity] for severity in Severity}), cap=rows["cap"]
    )


def latest_end(severity: Severity, start: date) -> date:
    """The last day of an entry by the bounds that come with the portal."""
    return published_bounds().latest_end(severity, start)


def days_of_cycle(months: int, today: date) -> tuple[date, date]:
    """The months of one cycle that end today."""
    return months_on(today + ONE_DAY, -months) + ONE_DAY, today


def months_on(start: date, months: int) -> date:
    """The last day of so many months that begin on `start` (民法典 art. 202: the same day of the last month).

    Both ends count, so three months from 15 January end on 14 April, and one month from 31 January ends on the
    last day of February.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    days = calendar.monthrange(year, month + 1)[1]
    if start.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, start.day) - ONE_DAY
