"""The whole opinion map from a matrix of votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from portal.statements.rules.grouping import Before, Groups, groups_of, silhouette, who_counts
from portal.statements.rules.matrix import Floats, Ints, VoteMatrix
from portal.statements.rules.meaning import Finding, Tally, consensus, group_informed, representative
from portal.statements.rules.projection import Plane, plane_of, points_of, statement_points
from portal.statements.rules.stability import steadiness

Axes = Mapping[int, tuple[float, float]]


@dataclass(frozen=True)
class Earlier:
    """What is known of the last map, so that the new one is comparable."""

    axes: Axes = field(default_factory=dict)
    groups: Before = field(default_factory=Before)


@dataclass(frozen=True, kw_only=True)
class OpinionPicture:
    """Everything that follows from the votes; nothing of it is fit to be shown before `privacy` has seen it."""

    votes: VoteMatrix
    plane: Plane
    points: Floats
    rows: Ints
    groups: Groups
    steadiness: float
    statement_points: Floats
    everybody: dict[int, Tally]
    by_group: list[dict[int, Tally]]
    representative: list[list[Finding]]
    agreed: list[Finding]
    rejected: list[Finding]
    group_informed: dict[int, float]

    @property
    def sizes(self) -> list[int]:
        return [int((self.groups.mine == one).sum()) for one in range(self.groups.count)]


def tallies(votes: VoteMatrix, rows: Ints | None = None) -> dict[int, Tally]:
    counted = votes.tally(rows).tolist()
    return {statement: Tally(*row) for statement, row in zip(votes.statements, counted, strict=True)}


def told_groups(votes: VoteMatrix, points: Floats, given: Mapping[int, int]) -> tuple[Ints, Groups]:
    """Groups that somebody else has found (a file), for the same statistics."""
    names = sorted(set(given.values()))
    rows = np.array([at for at, person in enumerate(votes.people) if person in given], dtype=np.int64)
    mine = np.array([names.index(given[votes.people[at]]) for at in rows], dtype=np.int64)
    centres = np.array([points[rows[mine == one]].mean(axis=0) for one in range(len(names))])
    few = len(rows) <= 2000  # the silhouette compares everybody with everybody
    score = silhouette(points[rows], mine) if few else 0.0
    return rows, Groups(mine, centres, score, len(names), 1)


def opinion_map(
    votes: VoteMatrix, *, earlier: Earlier | None = None, given: Mapping[int, int] | None = None
) -> OpinionPicture:
    """The map of these votes: the same votes give the same map. `given` groups are taken as they are."""
    earlier = earlier or Earlier()
    plane = plane_of(votes, earlier.axes)
    points = points_of(votes, plane)
    if given:
        rows, groups = told_groups(votes, points, given)
    else:
        rows = who_counts(votes)
        groups = groups_of(points[rows], earlier.groups)
    everybody = tallies(votes)
    by_group = [tallies(votes, rows[groups.mine == one]) for one in range(groups.count)]
    hidden = {one for one, quiet in zip(votes.statements, votes.silenced, strict=True) if quiet}
    agreed, rejected = consensus(everybody, hidden)
    return OpinionPicture(
        votes=votes,
        plane=plane,
        points=points,
        rows=rows,
        groups=groups,
        steadiness=steadiness(votes, plane, rows, groups),
        statement_points=statement_points(plane),
        everybody=everybody,
        by_group=by_group,
        representative=[
            representative(inside, others(by_group, number), hidden) for number, inside in enumerate(by_group)
        ],
        agreed=agreed,
        rejected=rejected,
        group_informed=group_informed(by_group),
    )


def others(by_group: list[dict[int, Tally]], number: int) -> dict[int, Tally]:
    """The votes of all groups but one."""
    rest = [group for place, group in enumerate(by_group) if place != number]
    return {
        statement: sum((group[statement] for group in rest), Tally(0, 0, 0)) for statement in by_group[number]
    }
