"""Would the groups be the same if a few statements had never been put?"""

from __future__ import annotations

import hashlib
from statistics import median

import numpy as np

from portal.statements.rules.grouping import Groups, agreement, into
from portal.statements.rules.matrix import Bools, Ints, VoteMatrix
from portal.statements.rules.projection import Plane, points_without

SAMPLES = 20
DROPPED = 5  # one statement in five


def selections(votes: VoteMatrix) -> list[Bools]:
    """Twenty times four fifths of the statements. No chance is involved: their numbers decide."""
    told = np.flatnonzero(~votes.silenced)
    found = []
    for sample in range(SAMPLES):
        order = sorted(told, key=lambda at: _mark(sample, votes.statements[at]))
        kept = np.zeros(len(votes.statements), dtype=np.bool_)
        kept[order[len(order) // DROPPED :]] = True
        found.append(kept)
    return found


def _mark(sample: int, statement: int) -> bytes:
    return hashlib.sha256(f"{sample}:{statement}".encode()).digest()


def steadiness(votes: VoteMatrix, plane: Plane, rows: Ints, groups: Groups) -> float:
    """The median agreement of the groups with those found without a fifth of the statements."""
    if groups.count < 2 or len(votes.statements) < DROPPED:
        return 0.0
    weights = np.ones(len(rows))
    found = []
    for points in points_without(votes, plane, selections(votes)):
        mine, _centres = into(points[rows], weights, groups.count)
        found.append(agreement(groups.mine, mine))
    return median(found)
