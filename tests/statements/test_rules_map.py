"""The opinion map: a case worked by hand, a slow referee, the same picture for the same votes."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from portal.statements.rules import grouping
from portal.statements.rules.drawing import Earlier, opinion_map
from portal.statements.rules.grouping import Before, agreement, silhouette, who_counts
from portal.statements.rules.matrix import EMPTY, VoteMatrix
from portal.statements.rules.meaning import Tally
from portal.statements.rules.privacy import is_stable
from portal.statements.rules.shapes import hull, marks
from tests.statements.crowd import votes as a_crowd
from tests.statements.reference import slow_points

pytestmark = pytest.mark.no_database


def a_matrix(rows, silenced=()):
    people, statements, said = zip(*rows, strict=True)
    return VoteMatrix.of([(people, statements, said)], sorted(set(people)), sorted(set(statements)), silenced)


def as_dict(rows):
    return {(person, statement): vote for person, statement, vote in rows}


BY_HAND = [
    *((person, 1, 1) for person in (1, 2)),
    *((person, 2, -1) for person in (1, 2)),
    *((person, 1, -1) for person in (3, 4)),
    *((person, 2, 1) for person in (3, 4)),
]


def test_a_map_worked_by_hand():
    """Two for the first and against the second, two the other way round.

    Means are 0, the products of the columns (4, -4; -4, 4), so the first axis is (1, -1)/√2 and nobody differs
    along a second one. Each point is 1·1/√2 + (-1)·(-1/√2) = √2 from the middle, times √(2/2).
    """
    picture = opinion_map(a_matrix(BY_HAND))

    assert picture.points == pytest.approx(np.array([[sqrt(2), 0]] * 2 + [[-sqrt(2), 0]] * 2))
    assert picture.statement_points == pytest.approx(np.array([[1, 0], [-1, 0]]))
    assert picture.groups.mine.tolist() in ([0, 0, 1, 1], [1, 1, 0, 0])
    assert picture.everybody == {1: Tally(2, 2, 4), 2: Tally(2, 2, 4)}
    # one group agrees with 3/4 (two of two, one added each way), the other with 1/4
    assert picture.group_informed == pytest.approx({1: 3 / 16, 2: 3 / 16})
    assert (picture.agreed, picture.rejected) == ([], [])
    first = picture.representative[int(picture.groups.mine[0])]
    assert [(one.statement, one.agrees) for one in first] == [(1, True), (2, False)]
    assert first[0].ratio == pytest.approx(3)
    assert first[0].share_test == pytest.approx(sqrt(3))
    assert first[0].ratio_test == pytest.approx((3 / 3 - 1 / 3) / sqrt(2 / 3 * 1 / 3 * (1 / 3 + 1 / 3)))


def test_few_votes_make_the_point_longer():
    picture = opinion_map(a_matrix([*BY_HAND, (5, 1, 1)]))

    said = 1 - 1 / 5  # the mean of the first statement is 1/5 now
    axis = abs(picture.plane.components[0][0])
    assert abs(picture.points[4][0]) == pytest.approx(said * axis * sqrt(2 / 1))


@pytest.mark.parametrize("density", [1.0, 0.6])
@pytest.mark.parametrize("silenced", [(), (2, 5)])
def test_the_slow_referee_finds_the_same_places(density, silenced):
    rows = a_crowd(26, 9, density)

    picture = opinion_map(a_matrix(rows, silenced))

    places, statements = slow_points(as_dict(rows), silenced)
    for axis in (0, 1):
        slow = np.array([places[p][axis] for p in picture.votes.people])
        sign = np.sign(slow @ picture.points[:, axis])
        assert picture.points[:, axis] * sign == pytest.approx(slow, abs=1e-6)
        assert picture.statement_points[:, axis] * sign == pytest.approx(
            np.array([statements[s][axis] for s in picture.votes.statements]), abs=1e-6
        )


def test_the_last_vote_counts_and_strangers_are_left_out():
    votes = VoteMatrix.of([((1, 1, 7), (3, 3, 3), (1, -1, 1)), ((2,), (8,), (1,))], [1, 2], [3, 4])

    assert votes.cast.tolist() == [[-1, EMPTY], [EMPTY, EMPTY]]


def test_camps_are_found_again_and_called_stable():
    rows = a_crowd(90, 40)

    picture = opinion_map(a_matrix(rows))

    assert picture.groups.count == 3
    camps = np.array([person % 3 for person in picture.votes.people])
    assert agreement(camps[picture.rows], picture.groups.mine) > 0.9
    assert is_stable(picture.groups.silhouette, picture.steadiness, picture.sizes)


def test_the_same_votes_in_another_order_give_the_same_picture():
    rows = a_crowd(60, 20)

    one, other = opinion_map(a_matrix(rows)), opinion_map(a_matrix(rows[::-1]))

    assert one.points.tolist() == other.points.tolist()
    assert one.groups.mine.tolist() == other.groups.mine.tolist()


def test_axes_and_names_stay_as_they_were():
    rows = a_crowd(90, 20)
    first = opinion_map(a_matrix(rows))
    axes = {
        s: (-x, -y) for s, x, y in zip(first.votes.statements, *first.plane.components.tolist(), strict=True)
    }
    centres = tuple((-x, -y) for x, y in first.groups.centres[::-1].tolist())
    before = Earlier(axes, Before(centres, first.groups.candidate, 9))

    turned = opinion_map(a_matrix(rows), earlier=before)

    assert turned.points == pytest.approx(-first.points)
    assert turned.groups.mine.tolist() == (first.groups.count - 1 - first.groups.mine).tolist()


def test_another_number_of_groups_has_to_be_found_four_times():
    points = opinion_map(a_matrix(a_crowd(90, 30))).points
    before = Before(((-1.0, 0.0), (1.0, 0.0)), 2, 9)
    counts = []

    for _turn in range(4):
        groups = grouping.groups_of(points, before)
        before = Before(tuple(map(tuple, groups.centres.tolist())), groups.candidate, groups.streak)
        counts.append(groups.count)

    assert counts == [2, 2, 2, 3]


def test_people_with_too_few_votes_are_not_placed_in_groups_unless_needed():
    busy = [(person, statement, 1) for person in range(20) for statement in range(8)]
    lazy = [(100 + person, 0, 1) for person in range(3)]

    assert len(who_counts(a_matrix(busy + lazy))) == 20
    assert len(who_counts(a_matrix(busy[:80] + lazy))) == 13


def test_how_clear_groups_are():
    """Two pairs, 1 apart inside and 9 or 10 outside: (9.5 - 1)/9.5 and (8.5 - 1)/8.5 for each; worked by hand."""
    line = np.array([[0.0, 0], [1, 0], [9.5, 0], [10.5, 0]])

    found = silhouette(line, np.array([0, 0, 1, 1]))

    assert found == pytest.approx(((10 - 1) / 10 + (9 - 1) / 9) / 2)
    assert silhouette(line, np.array([0, 0, 0, 0])) == 0


def test_agreement_of_two_groupings():
    """The same, with other names; and the textbook case of six things in two halves with one changed side."""
    assert agreement(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0])) == 1
    # pairs together in both: 1 + 3 = 4; in one: 6, in the other: 7; of 15 pairs
    found = agreement(np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 1, 1]))
    assert found == pytest.approx((4 - 6 * 7 / 15) / (6.5 - 6 * 7 / 15))


def test_marks_are_middles_of_enough_people_and_hulls_go_around_them():
    points = np.array([[float(x), float(y)] for x in range(6) for y in range(7)])

    found = marks(points, 5)

    assert sum(count for _x, _y, count in found) == 42
    assert min(count for _x, _y, count in found) >= 5
    corners = hull([(x, y) for x, y, _count in found])
    assert {*corners} <= {(x, y) for x, y, _count in found}
    assert marks(points[:4], 5) == []
    assert hull([(0, 0), (2, 0), (1, 1), (2, 2), (0, 2)]) == [(0, 0), (2, 0), (2, 2), (0, 2)]


def test_nobody_and_nothing_give_an_empty_map():
    assert opinion_map(VoteMatrix.of([], [], [])).sizes == []
    assert opinion_map(VoteMatrix.of([((1,), (1,), (1,))], [1], [1])).points.tolist() == [[0, 0]]
