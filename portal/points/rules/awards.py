"""How much a rule of the rule book may still award: caps for each day, month, quarter, year on city time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.core.clock import local


class Span(StrEnum):
    """The calendar span a cap counts in. Weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    EVER = "ever"


@dataclass(frozen=True, kw_only=True)
class Cap:
    """At most so many points, or so many times, in a span; None is no limit of that sort.

    `per_household`: what the others of the person's household were given under the rule counts as well.
    """

    span: Span
    points: int | None = None
    times: int | None = None
    per_household: bool = False


@dataclass(frozen=True, kw_only=True)
class AwardRule:
    """What one rule gives each time, its caps (all of them hold), its days of rest and those on which it is in force.

    Both days are included; a rule that is changed is a new rule from a day on, never back in time.
    """

    points: int
    caps: tuple[Cap, ...] = ()
    cool_down: int = 0
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Award:
    """Points a person, or (`own` False) somebody of the household, was given under one rule. Leave out what was taken back."""

    points: int
    at: datetime
    own: bool = True


def allowed_award(history: Iterable[Award], rule: AwardRule, at: datetime) -> int:
    """The points the rule may give now to a person with this history under it: 0 when nothing is left.

    The last award before a cap of points is cut to what is left of it.
    """
    day = local(at).date()
    if rule.valid_from is not None and day < rule.valid_from:
        return 0
    if rule.valid_until is not None and day > rule.valid_until:
        return 0
    past = list(history)
    return max(0, min([rule.points, *(_left(cap, past, at, rule.points) for cap in rule.caps)]))


def rests(history: Iterable[Award], rule: AwardRule, at: datetime) -> bool:
    """Whether the rule has applied to this person in the days of its cool-down; the day itself is the first."""
    first = local(at).date() - timedelta(days=rule.cool_down - 1)
    return rule.cool_down > 0 and any(award.own and local(award.at).date() >= first for award in history)


def span_start(span: Span, day: date) -> date:
    """The first day of the span a day lies in."""
    first = {
        Span.DAY: day,
        Span.WEEK: day - timedelta(days=day.weekday()),
        Span.MONTH: day.replace(day=1),
        Span.QUARTER: date(day.year, day.month - (day.month - 1) % 3, 1),
        Span.YEAR: date(day.year, 1, 1),
        Span.EVER: date.min,
    }
    return first[span]


def _left(cap: Cap, history: Sequence[Award], at: datetime, points: int) -> int:
    today = local(at).date()
    first = span_start(cap.span, today)
    counted = [
        award
        for award in history
        if (award.own or cap.per_household) and first <= local(award.at).date() <= today
    ]
    if cap.times is not None and len(counted) >= cap.times:
        return 0
    return points if cap.points is None else cap.points - sum(award.points for award in counted)
