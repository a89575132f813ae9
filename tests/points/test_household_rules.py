"""What counts for whom when people join and leave."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.clock import CITY_ZONE
from portal.points.rules import Award, AwardRule, Cap, Span, allowed_award
from portal.points.rules.awards import rests
from portal.points.rules.households import Earned, Stay, Taken, by_month, of_year, taken_in_all

pytestmark = pytest.mark.no_database

DAY = datetime(2026, 11, 1, 9, tzinfo=CITY_ZONE)


def on(day):
    return DAY + timedelta(days=day)


@pytest.mark.parametrize(
    ("at", "mine", "theirs", "counts"),
    [
        (5, (10, None), (0, None), True),  # both are there now: whatever was taken counts for both
        (5, (0, 10), (0, None), True),  # taken while I was there
        (12, (0, 10), (0, None), False),  # taken after I had left
        (5, (0, None), (0, 10), True),  # taken by who has left, while there
        (12, (0, None), (0, 10), False),  # taken by who has left, later
        (5, (0, 6), (4, 8), True),
        (7, (0, 6), (4, 8), False),
        (10, (0, 10), (0, None), False),  # the moment of leaving is outside
    ],
)
def test_what_somebody_else_took_counts_for_the_time_together(at, mine, theirs, counts):
    stays = [Stay(on(since), None if until is None else on(until)) for since, until in (mine, theirs)]

    assert Taken(1, on(at), *stays).counts is counts


def test_own_ones_always_count_and_who_came_back_counts_once():
    twice = [Taken(1, on(5), Stay(on(0), on(3)), Stay(on(0))), Taken(1, on(5), Stay(on(4)), Stay(on(0)))]

    assert taken_in_all([Taken(7, on(1)), *twice]) == 2


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6), st.integers(0, 30))
@settings(max_examples=25)
def test_leaving_never_brings_one_more(taken, day):
    """What counted for me on the day I left still counts: taken by others before, whoever they are with now."""
    before = [Taken(n, on(at), Stay(on(0)), Stay(on(min(since, at)))) for n, (at, since) in enumerate(taken)]
    after = [Taken(one.voucher, one.at, Stay(on(0), on(day + 31)), one.theirs) for one in before]

    assert taken_in_all(after) == taken_in_all(before)


def test_only_a_cap_for_the_household_counts_the_others():
    others = [Award(5, on(0), own=False), Award(5, on(1), own=False)]
    for_all = AwardRule(points=5, caps=(Cap(span=Span.MONTH, points=12, per_household=True),))
    for_one = AwardRule(points=5, caps=(Cap(span=Span.MONTH, points=12),), cool_down=30)

    assert (allowed_award(others, for_all, on(2)), allowed_award(others, for_one, on(2))) == (2, 5)
    assert not rests(others, for_one, on(2))


def test_months_are_summed_in_city_time():
    lines = [Earned(1, 7, on(0), 5), Earned(2, 8, on(29), 3), Earned(3, 7, on(30), -2)]

    assert by_month(lines) == [(11, 8), (12, -2)]
    assert (of_year([5, -2]), of_year([1, -9])) == (3, 0)
