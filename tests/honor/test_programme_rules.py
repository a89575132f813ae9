"""What a programme needs before its call, and how its points add up."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.honor.rules import DataSource, Fault, ProgrammeKind, days_of_cycle, faults, is_creation, total

pytestmark = pytest.mark.no_database

WHOLE = ((DataSource.CASES, 70), (DataSource.VOTE, 30))


def found(**kw):
    return faults(**{"creation": False, "weights": WHOLE, "approved": False, "of_city": False, **kw})


@pytest.mark.parametrize(
    ("kw", "expected"),
    [
        ({}, ()),
        ({"weights": ()}, (Fault.NO_CRITERIA,)),
        ({"weights": ((DataSource.CASES, 69), (DataSource.VOTE, 30))}, (Fault.WEIGHTS,)),
        ({"weights": ((DataSource.CASES, 69), (DataSource.VOTE, 31))}, (Fault.VOTES,)),
        (
            {"weights": ((DataSource.SITE, 60), (DataSource.VOTE, 20), (DataSource.VOTE, 20))},
            (Fault.VOTES,),  # two criteria of votes do not get round it
        ),
        ({"creation": True}, (Fault.APPROVAL, Fault.LEVEL)),
        ({"creation": True, "approved": True}, (Fault.LEVEL,)),
        ({"creation": True, "approved": True, "of_city": True}, ()),
    ],
)
def test_what_keeps_a_programme_from_being_called(kw, expected):
    assert found(**kw) == expected


@pytest.mark.parametrize(
    ("kind", "name", "creation"),
    [
        (ProgrammeKind.CREATION, "文明经营户", True),
        (ProgrammeKind.COMMENDATION, "禾塘好人", False),
        (ProgrammeKind.COMMENDATION, "示范街", True),  # another kind does not change what it is
        (ProgrammeKind.COMMENDATION, "示 範 街", True),
        (ProgrammeKind.RATING, "星级物业", False),
    ],
)
def test_what_counts_as_a_demonstration_programme(kind, name, creation):
    assert is_creation(kind, name) is creation


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100)), min_size=1, max_size=8))
def test_more_points_never_make_a_smaller_whole(rows):
    weights = sum(weight for weight, _points in rows)
    more = [(weight, min(100, points + 1)) for weight, points in rows]

    assert 0 <= total(rows) <= total(more) <= 100 * weights


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        (date(2025, 11, 22), 12, date(2024, 11, 23)),
        (date(2025, 3, 31), 1, date(2025, 3, 1)),
        (date(2024, 2, 29), 12, date(2023, 3, 1)),
        (date(2026, 1, 1), 1, date(2025, 12, 2)),
    ],
)
def test_a_cycle_ends_today(today, months, first):
    assert days_of_cycle(months, today) == (first, today)
