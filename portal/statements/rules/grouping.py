"""Who stands near whom: many small clusters first, then a few groups of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from portal.statements.rules.matrix import Floats, Ints, VoteMatrix

LEAST_VOTES = 7
LEAST_PEOPLE = 15
BASE = 100
MOST_GROUPS = 5
STILL = 0.01  # a base cluster that moves less has come to rest
ROUNDS = 100
PATIENCE = 4  # equal results in a row before the number of groups changes


def who_counts(votes: VoteMatrix) -> Ints:
    """Rows of the people who have voted enough to be placed; the most active ones where they are too few."""
    cast = votes.votes_of_each()
    enough = cast >= min(LEAST_VOTES, len(votes.statements))
    missing = LEAST_PEOPLE - int(enough.sum())
    if missing > 0:
        by_activity = np.argsort(-cast, kind="stable")
        enough[[row for row in by_activity if not enough[row] and cast[row]][:missing]] = True
    return np.flatnonzero(enough)


def distances(points: Floats, centres: Floats) -> Floats:
    """Squared, for each point and centre."""
    lengths, others = (points**2).sum(axis=1)[:, None], (centres**2).sum(axis=1)[None, :]
    found: Floats = lengths - 2 * points @ centres.T + others
    return np.maximum(found, 0)


def settle(
    points: Floats, weights: Floats, centres: Floats, *, still: float = 0.0, rounds: int = ROUNDS
) -> tuple[Ints, Floats]:
    """k-means from given centres until they rest; a centre that loses everybody is given up."""
    for _ in range(rounds):
        mine: Ints = distances(points, centres).argmin(axis=1)
        total = np.bincount(mine, weights, len(centres))
        moved = np.stack(
            [np.bincount(mine, weights * points[:, axis], len(centres)) for axis in (0, 1)], axis=1
        )
        alive = total > 0
        new: Floats = moved[alive] / total[alive, None]
        rests = alive.all() and bool((np.abs(new - centres) <= still).all())
        centres = new
        if rests:
            break
    return distances(points, centres).argmin(axis=1), centres


def base_clusters(points: Floats) -> tuple[Ints, Floats]:
    """At most a hundred clusters; they start at the first distinct points."""
    first = np.sort(np.unique(points, axis=0, return_index=True)[1])[:BASE]
    return settle(points, np.ones(len(points)), points[first], still=STILL)


def begun(points: Floats, weights: Floats, k: int, axis: int) -> Floats:
    """Centres of k slices of equal weight along one axis."""
    order = np.argsort(points[:, axis], kind="stable")
    share = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    slices = np.minimum((share * k).astype(int), k - 1)
    return np.array(
        [
            np.average(points[order][slices == one], axis=0, weights=weights[order][slices == one])
            for one in range(k)
            if (slices == one).any()
        ]
    )


def far_apart(points: Floats, weights: Floats, k: int) -> Floats:
    """The point of most weight, then always the one that is farthest from those chosen."""
    chosen = [int(weights.argmax())]
    while len(chosen) < k:
        chosen.append(int(distances(points, points[chosen]).min(axis=1).argmax()))
    return points[chosen]


def into(points: Floats, weights: Floats, k: int) -> tuple[Ints, Floats]:
    """The best of three beginnings; no chance is involved, so the same points give the same groups."""
    starts = (begun(points, weights, k, 0), begun(points, weights, k, 1), far_apart(points, weights, k))
    tried = [settle(points, weights, start) for start in starts]
    return min(tried, key=lambda t: float((weights * distances(points, t[1]).min(axis=1)).sum()))


def silhouette(points: Floats, mine: Ints) -> float:
    """How much nearer points are to their own group than to the next: -1 to 1; somebody alone counts 0."""
    groups = np.unique(mine)
    if len(groups) < 2:
        return 0.0
    apart = np.sqrt(distances(points, points))
    np.fill_diagonal(apart, 0)
    sums = np.stack([apart[:, mine == one].sum(axis=1) for one in groups], axis=1)
    sizes = np.array([(mine == one).sum() for one in groups])
    own = np.searchsorted(groups, mine)
    rows = np.arange(len(points))
    inside = sums[rows, own] / np.maximum(1, sizes[own] - 1)
    mean = sums / sizes
    mean[rows, own] = np.inf
    outside = mean.min(axis=1)
    largest = np.maximum(np.maximum(inside, outside), 1e-300)
    return float(np.where(sizes[own] == 1, 0.0, (outside - inside) / largest).mean())


@dataclass(frozen=True)
class Groups:
    """`mine` is the group of each point that was placed, 0 the first; `waiting` counts towards a new number."""

    mine: Ints
    centres: Floats
    silhouette: float
    candidate: int
    streak: int

    @property
    def count(self) -> int:
        return len(self.centres)


@dataclass(frozen=True)
class Before:
    """What the last map looked like, so that names and numbers of groups do not jump."""

    centres: tuple[tuple[float, float], ...] = ()
    candidate: int = 0
    streak: int = 0


NEW = Before()


def groups_of(points: Floats, before: Before = NEW) -> Groups:
    """Two to five groups of the base clusters, as many as lie apart best."""
    if not len(points):
        return Groups(np.zeros(0, dtype=np.int64), points, 0.0, 0, 0)
    cluster, centres = base_clusters(points)
    weights = np.bincount(cluster, minlength=len(centres)).astype(np.float64)
    found = {}
    for k in range(2, min(MOST_GROUPS, 2 + len(centres) // 12, len(centres)) + 1):
        mine, middle = into(centres, weights, k)
        found[k] = (silhouette(centres, mine), middle)
    if not found:
        return Groups(np.zeros(len(points), dtype=np.int64), points[:1], 0.0, 1, 1)
    best = max(found, key=lambda k: (found[k][0], -k))
    streak = before.streak + 1 if best == before.candidate else 1
    kept = len(before.centres)
    k = kept if kept in found and streak < PATIENCE else best
    score, middle = found[k]
    middle = middle[named(middle, distances(points, middle).argmin(axis=1), before)]
    return Groups(distances(points, middle).argmin(axis=1), middle, score, best, streak)


def named(centres: Floats, mine: Ints, before: Before) -> list[int]:
    """The order of the groups: as before where their number is the same, else the largest first."""
    k = len(centres)
    if len(before.centres) == k:
        old = np.array(before.centres)
        return list(
            min(permutations(range(k)), key=lambda order: float(((centres[list(order)] - old) ** 2).sum()))
        )
    sizes = np.bincount(mine, minlength=k)
    return sorted(range(k), key=lambda one: (-sizes[one], centres[one][0], centres[one][1]))


def agreement(one: Ints, other: Ints) -> float:
    """The adjusted Rand index of two groupings: 1 the same, about 0 as good as chance."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, left, right = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    everything = pairs(np.array([len(one)], dtype=np.float64))
    expected = left * right / everything if everything else 0.0
    most = (left + right) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
