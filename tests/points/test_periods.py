"""The days of a deduction, and the grades of a score."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.places.rules import WorkCalendar
from portal.points.rules.grades import MEASURES, Grade, Thresholds
from portal.points.rules.periods import next_quarter, objection_until, public_on

pytestmark = pytest.mark.no_database

HOLIDAYS = {date(2026, 10, 1) + timedelta(days=n): False for n in range(7)} | {date(2026, 10, 10): True}
CALENDAR = WorkCalendar(HOLIDAYS, {2026})


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 9, 30), date(2026, 10, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_quarter_after(day, quarter):
    assert next_quarter(day) == quarter


def test_the_notice_waits_for_the_holiday_and_the_objection_for_the_notice():
    posted_on = date(2026, 8, 3)

    assert public_on(posted_on, CALENDAR) == date(2026, 10, 8)
    assert objection_until(posted_on, CALENDAR, 5) == date(2026, 10, 14)  # Saturday the 10th is worked


@pytest.mark.parametrize(
    ("score", "grade"),
    [(1100, "A"), (950, "A"), (949, "B"), (850, "B"), (849, "C"), (700, "C"), (699, "D"), (0, "D")],
)
def test_the_grade_of_a_score(score, grade):
    assert Thresholds().grade(score) == grade


def test_every_grade_says_what_follows_and_the_middle_one_nothing():
    assert set(MEASURES) == set(Grade)
    assert MEASURES[Grade.C] == ()
