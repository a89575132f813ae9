"""Which statement comes next, and whether it has been said before."""

from __future__ import annotations

from collections import Counter

import pytest

from portal.statements.rules.meaning import Tally, representative
from portal.statements.rules.priority import drawn, priority, weights_of

pytestmark = pytest.mark.no_database


def test_the_priority_worked_by_hand():
    """8 agree, 1 disagrees, 1 passes; extremity 1: (1 - 2/12) · 2 · 9/12 · (1 + 8 · 2^(-10/5)) = 3.75, squared."""
    assert priority(Tally(8, 1, 10), 1.0) == pytest.approx(3.75**2)
    assert priority(Tally(0, 0, 0), 0.0) == pytest.approx((0.5 * 1 * 0.5 * 9) ** 2)
    assert priority(Tally(0, 0, 0), 0.0, is_meta=True) == 49


def test_each_statement_is_drawn_as_often_as_it_weighs():
    counts = Counter(drawn(f"person-{n}", {1: 3.0, 2: 1.0, 3: 0.0}) for n in range(4000))

    assert counts[1] / counts[2] == pytest.approx(3, rel=0.15)
    assert counts[3] == 0


def test_reloading_draws_the_same_one():
    weights = weights_of({1: Tally(0, 0, 0), 2: Tally(9, 0, 9)}, {2: 2.0})

    assert len({drawn("wang:3", weights) for _n in range(5)}) == 1
    assert drawn("anybody", {}) is None
    assert drawn("anybody", {5: 0.0}) == 5


def test_a_group_that_stands_for_nothing_still_has_one_statement():
    nothing = {1: Tally(0, 0, 3), 2: Tally(0, 0, 4)}

    assert len(representative(nothing, nothing)) == 1
    assert representative({}, {}) == []
    assert representative(nothing, nothing, {1, 2}) == []
