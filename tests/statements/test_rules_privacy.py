"""Nothing that is shown or published tells about fewer people than it must."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.statements.rules.meaning import NOBODY, Tally
from portal.statements.rules.privacy import (
    LEAST_CHANGED,
    bin_of,
    cells_of,
    changed_enough,
    is_safe,
    is_stable,
    rest_of,
    safe_votes,
    until,
)
from tests.statements.crowd import dice

pytestmark = pytest.mark.no_database


@st.composite
def a_tally(draw, most=14):
    agree, disagree, passed = (draw(st.integers(0, most)) for _n in range(3))
    return Tally(agree, disagree, agree + disagree + passed)


@pytest.mark.parametrize(
    ("votes", "safe"),
    [
        (Tally(0, 0, 0), True),
        (Tally(2, 2, 4), False),
        (Tally(3, 2, 5), True),
        (Tally(9, 0, 9), False),
        (Tally(0, 9, 9), False),
        (Tally(0, 0, 9), False),
        (Tally(10, 0, 10), True),
    ],
)
def test_small_and_unanimous_numbers_are_hidden(votes, safe):
    assert is_safe(votes) is safe


def test_a_hidden_group_takes_another_one_with_it():
    groups = [Tally(20, 5, 30), Tally(6, 2, 9), Tally(2, 0, 2)]
    everybody = sum(groups, NOBODY)

    cells = cells_of(everybody, groups)

    assert cells.groups == (groups[0], None, None)


def test_people_in_no_group_are_protected_too():
    groups = [Tally(20, 5, 30), Tally(6, 2, 9)]

    assert cells_of(sum(groups, NOBODY) + Tally(1, 0, 1), groups).groups == (groups[0], None)


@given(st.lists(a_tally(), min_size=1, max_size=5), a_tally(4), st.booleans())
@settings(max_examples=150)
def test_subtraction_uncovers_nobody(groups, in_no_group, sensitive):
    everybody = sum(groups, NOBODY) + in_no_group

    cells = cells_of(everybody, groups, sensitive=sensitive)

    least = bin_of(sensitive=sensitive)
    if cells.everybody is None:
        assert not any(cells.groups)
    else:
        shown = [cell is not None for cell in cells.groups]
        assert all(is_safe(cell, least) for cell in cells.groups if cell)
        assert is_safe(rest_of(groups, shown, everybody), least)


@given(st.integers(0, 40), st.integers(2, 50), st.integers(1, 4), st.booleans())
@settings(max_examples=40)
def test_published_votes_tell_of_the_rest_no_more_than_the_page(seed, people, camps, sensitive):
    votes = {
        (person, statement): int(3 * dice(seed, "said", person, statement)) - 1
        for person in range(people)
        for statement in range(6)
        if dice(seed, "seen", person, statement) < 0.5
    }
    groups = {person: person % camps for person in range(people) if dice(seed, "in", person) < 0.9}

    kept = safe_votes(votes, groups, sensitive=sensitive)

    least = bin_of(sensitive=sensitive)
    for statement in range(6):
        published, everything = Counter(), Counter()
        for (person, on), vote in votes.items():
            if on == statement:
                everything[vote] += 1
                published[vote] += (person, on) in kept
        rest = everything - published
        if kept and published.total():
            assert is_safe(Tally(rest[1], rest[-1], rest.total()), least)
            for group in set(groups.values()):
                cell = Counter(v for (p, on), v in kept.items() if on == statement and groups[p] == group)
                assert is_safe(Tally(cell[1], cell[-1], cell.total()), least)


@given(st.lists(st.tuples(st.integers(1, 25), st.integers(1, 60)), max_size=80))
@settings(max_examples=100)
def test_between_two_pictures_many_people_have_voted(changes):
    changes = sorted(changes, key=lambda row: row[1])

    cut = until(changes)

    later = {person for person, at in changes if cut is not None and at > cut}
    assert cut is None or len(later) >= LEAST_CHANGED
    if cut is None:
        first = changes[0][1] if changes else 0
        assert len({person for person, at in changes if at > first}) < LEAST_CHANGED
    else:
        assert changed_enough(changes, cut, 99)


def test_groups_are_shown_when_they_are_clear_steady_and_large():
    assert is_stable(0.35, 0.6, [10, 12])
    assert not is_stable(0.34, 0.6, [10, 12])
    assert not is_stable(0.35, 0.59, [10, 12])
    assert not is_stable(0.9, 1.0, [9, 90])
    assert not is_stable(0.9, 1.0, [90])
