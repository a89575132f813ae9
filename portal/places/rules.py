"""Working days: weekends, public holidays and the make-up days of 调休, as arithmetic on dates.

Sources: the State Council publishes each year's holidays and make-up working days in the autumn before
(全国年节及纪念日放假办法; the notices are named row by row in `holidays.csv`). The day an event happens is
not counted, the next one is day 1 (民法典 art. 201).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

HOLIDAYS_FILE = Path(__file__).with_name("holidays.csv")
LONGEST_PERIOD = 5000
ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayKind(StrEnum):
    """A weekday off (or a weekend inside a holiday), or a weekend on which offices work."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


@dataclass(frozen=True, kw_only=True)
class CalendarDay:
    """One row of a published arrangement; days not named follow the week."""

    day: date
    kind: DayKind
    name_hans: str
    name_hant: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Period:
    """A period counted in working days.

    `first_day` is day 1, `last_day` is the last day on which one may still act (until midnight).
    `unknown_years` names the years it touches for which no arrangement was known.
    """

    first_day: date
    last_day: date
    working_days: int
    unknown_years: tuple[int, ...] = ()

    @property
    def assumed(self) -> bool:
        """True when weekends alone were counted for some part, so the end may still move."""
        return bool(self.unknown_years)


class WorkCalendar:
    """Which days offices work. Never fails on a year without data: it counts weekends and says so."""

    def __init__(self, days: Mapping[date, bool], known_years: AbstractSet[int]) -> None:
        """`days` maps the exceptions to True (working) or False (off); `known_years` are complete years."""
        self._days = dict(days)
        self._known_years = frozenset(known_years)

    @property
    def known_years(self) -> frozenset[int]:
        return self._known_years

    def is_working_day(self, day: date) -> bool:
        """An exception decides, otherwise Monday to Friday. See `unknown_years` for how sure this is."""
        exception = self._days.get(day)
        return day.weekday() < SATURDAY if exception is None else exception

    def unknown_years(self, a: date, b: date) -> tuple[int, ...]:
        """The years from `a` to `b` (both included, in any order) for which weekends are all we know."""
        first, last = sorted((a.year, b.year))
        return tuple(year for year in range(first, last + 1) if year not in self._known_years)

    def or_next_working_day(self, day: date) -> date:
        """The day itself, or the first working day after it (民法典 art. 203: a last day off moves on)."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start`; the day after the start is the first that can count.

        With 0 it is the start itself, working day or not. Counting back is refused: a notice period is
        asked for with `latest_start`.
        """
        _check_length(n)
        day = start
        for _ in range(n):
            day = self.or_next_working_day(day + ONE_DAY)
        return day

    def latest_start(self, end: date, n: int) -> date:
        """The latest day from which `n` working days end on or before `end`."""
        _check_length(n)
        day, left = end, n
        while left:
            left -= self.is_working_day(day)
            day -= ONE_DAY
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`.

        So `working_days_between(start, add_working_days(start, n)) == n` for every n.
        """
        if end < start:
            return -self.working_days_between(end, start)
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=i)) for i in range(1, span + 1))

    def end_of_period(self, start: date, n_working_days: int) -> Period:
        """The period of `n_working_days` opened by something that happened on `start`.

        `start` itself does not count. The answer says whether a year without data was touched.
        """
        if n_working_days < 1:
            raise ValueError("a period has at least one working day")
        last_day = self.add_working_days(start, n_working_days)
        return Period(
            first_day=self.or_next_working_day(start + ONE_DAY),
            last_day=last_day,
            working_days=n_working_days,
            unknown_years=self.unknown_years(start + ONE_DAY, last_day),
        )


def _check_length(n: int) -> None:
    if not 0 <= n <= LONGEST_PERIOD:
        raise ValueError(f"a period is counted from 0 to {LONGEST_PERIOD} working days, not {n}")


class Dated(Protocol):
    """Anything that belongs to a day."""

    @property
    def day(self) -> date: ...


Row = TypeVar("Row", bound=Dated)


def runs_of(rows: Iterable[Row], alike: Callable[[Row], Hashable]) -> list[tuple[Row, Row]]:
    """First and last of each run of days in a row that are alike, from rows in the order of their days."""
    runs: list[tuple[Row, Row]] = []
    for row in rows:
        if runs and row.day - runs[-1][1].day == ONE_DAY and alike(row) == alike(runs[-1][1]):
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def read_days(lines: Iterable[str]) -> tuple[CalendarDay, ...]:
    """The rows of a holiday file (`day,kind,name_hans,name_hant,source`), in the order of the file.

    Raises ValueError with the line number on a row it cannot understand or a day named twice.
    """
    rows: list[CalendarDay] = []
    seen: set[date] = set()
    reader = csv.DictReader(lines)
    for row in reader:
        try:
            day = CalendarDay(
                day=date.fromisoformat(row["day"]),
                kind=DayKind(row["kind"]),
                name_hans=row["name_hans"].strip(),
                name_hant=row["name_hant"].strip(),
                source=row["source"].strip(),
            )
        except (KeyError, ValueError, AttributeError, TypeError) as error:
            raise ValueError(f"line {reader.line_num}: not a calendar row: {error}") from error
        if day.day in seen:
            raise ValueError(f"line {reader.line_num}: {day.day} is named twice")
        seen.add(day.day)
        rows.append(day)
    return tuple(rows)


def published_days(path: Path = HOLIDAYS_FILE) -> tuple[CalendarDay, ...]:
    """The arrangements that come with the portal; a city may add and change rows of its own."""
    with path.open(encoding="utf-8", newline="") as lines:
        return read_days(lines)


def calendar_of(rows: Iterable[CalendarDay]) -> WorkCalendar:
    """A calendar in which every year that has a row counts as known."""
    days = {row.day: row.kind is DayKind.WORKDAY for row in rows}
    return WorkCalendar(days, {day.year for day in days})
