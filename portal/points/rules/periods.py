"""The days of a deduction, in working days: when one may speak, when an answer is due, when it is public."""

from __future__ import annotations

from datetime import date

from portal.places.rules import WorkCalendar
from portal.points.rules.awards import Span, span_start


def next_quarter(day: date) -> date:
    """The first day of the quarter after the one a day lies in."""
    start = span_start(Span.QUARTER, day)
    return date(start.year + 1, 1, 1) if start.month == 10 else start.replace(month=start.month + 3)


def public_on(posted_on: date, calendar: WorkCalendar) -> date:
    """The quarterly notice comes out on the first working day after the quarter."""
    return calendar.or_next_working_day(next_quarter(posted_on))


def objection_until(posted_on: date, calendar: WorkCalendar, working_days: int) -> date:
    """The last day to object: so many working days after the notice of the quarter, never before it."""
    return calendar.add_working_days(public_on(posted_on, calendar), working_days)
