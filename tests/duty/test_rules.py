from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core import clock
from portal.duty import rules

pytestmark = pytest.mark.no_database


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.CITY_ZONE)


@pytest.mark.parametrize(
    ("found", "time", "due"),
    [
        (at(23, 9), "2h", at(23, 11)),
        (at(23, 9), "day", at(24, 0)),
        (at(23, 20), "day", at(24, 0)),  # exactly four hours are left
        (at(23, 20, 1), "day", at(25, 0)),
        (at(23, 9), "3d", at(27, 0)),
        (at(23, 23, 59), "3d", at(27, 0)),
    ],
)
def test_the_time_for_putting_right(found, time, due):
    assert rules.correct_by(found, time) == due


def test_the_list_has_the_twenty_items():
    items = rules.list_on(date(2026, 11, 22)).items

    assert Counter(item.code[0] for item in items) == {"A": 5, "B": 4, "C": 3, "D": 2, "E": 2, "F": 2, "G": 2}
    assert {item.time for item in items} == {"2h", "day", "3d"}
    assert {item.severity for item in items} == {1, 2, 3}


def test_a_list_holds_from_its_day_and_the_first_one_before(tmp_path):
    words = 'source = ["甲", "甲"]\n[list.aspects]\nA = ["市容", "市容"]\n[[list.item]]\ncode = "A1"\ntext = ["招牌", "招牌"]\nstandard = ["完好", "完好"]\nseverity = 1\ntime = "day"\n'
    file = tmp_path / "items.toml"
    file.write_text(
        f'[[list]]\nkey = "later"\nsince = 2026-01-01\n{words}[[list]]\nkey = "first"\nsince = 2025-01-01\n{words}'
    )

    assert [one.key for one in rules.item_lists(file)] == ["first", "later"]


@given(st.integers(1, 40), st.integers(1, 53), st.integers(1, 20))
def test_everybody_has_a_turn_before_anybody_has_two(people, weeks, each):
    ids = list(range(people))

    groups = rules.round_robin(ids, weeks, each)

    turns = Counter({i: 0 for i in ids})
    turns.update(i for group in groups for i in group)
    assert len(groups) == weeks
    assert all(len(set(group)) == len(group) == min(each, people) for group in groups)
    assert max(turns.values()) - min(turns.values()) <= 1


def test_weeks_begin_on_monday():
    monday = date(2026, 11, 16)

    assert {rules.monday_of(monday + timedelta(days=n)) for n in range(7)} == {monday}


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(0, 0, None), (1, 3, 33), (2, 3, 67), (1, 8, 13), (4, 4, 100)]
)
def test_percent(part, whole, percent):
    assert rules.percent(part, whole) == percent
