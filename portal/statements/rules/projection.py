"""From votes to points on a plane: the two directions in which opinions differ most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portal.statements.rules.matrix import Bools, Floats, VoteMatrix

NOTHING = 1e-12  # of the largest eigenvalue: below it a direction is rounding
REFINEMENTS = 40


@dataclass(frozen=True)
class Plane:
    """`components` has two rows; `spread` holds the products of columns it was found from."""

    means: Floats
    components: Floats
    spread: Floats


def plane_of(votes: VoteMatrix, before: Mapping[int, tuple[float, float]] | None = None) -> Plane:
    """The two main directions of the votes cast, filled with the mean of each statement where there is none.

    A missing vote is exactly zero once the columns are centred, so only votes that were cast are touched.
    The axes point where they pointed `before`, so that a map does not turn over from one day to the next.
    """
    width = len(votes.statements)
    sums, counts = np.zeros(width), np.zeros(width)
    for first, last in votes.blocks():
        said, seen = votes.numbers(first, last)
        sums += said.sum(axis=0)
        counts += seen.sum(axis=0)
    means = sums / np.maximum(counts, 1)
    spread = np.zeros((width, width))
    for first, last in votes.blocks():
        said, seen = votes.numbers(first, last)
        centred = said - seen * means
        spread += centred.T @ centred
    components = main_directions(spread)
    return Plane(means, facing(components, votes.statements, before), spread)


def main_directions(spread: Floats) -> Floats:
    """The two leading eigenvectors as rows; a direction in which nothing differs is zero."""
    width = len(spread)
    found = np.zeros((2, width))
    if not width:
        return found
    values, vectors = np.linalg.eigh(spread)
    for place in range(min(2, width)):
        if values[-1 - place] > NOTHING * max(values[-1], 1.0):
            found[place] = vectors[:, -1 - place]
    return found


def facing(
    components: Floats, statements: tuple[int, ...], before: Mapping[int, tuple[float, float]] | None
) -> Floats:
    """Turn each axis the way it pointed before; a new one so that its strongest statement is on the right."""
    turned = components.copy()
    for axis, direction in enumerate(turned):
        lean = 0.0
        if before:
            lean = sum(
                before[one][axis] * weight
                for one, weight in zip(statements, direction, strict=True)
                if one in before
            )
        if not lean and direction.size:
            lean = direction[np.argmax(np.abs(direction))]
        if lean < 0:
            turned[axis] = -direction
    return turned


def points_of(votes: VoteMatrix, plane: Plane) -> Floats:
    """Everybody's place: their own votes only, made longer where these are few."""
    found = np.zeros((len(votes.people), 2))
    directions = plane.components.T
    shift = plane.means[:, None] * directions
    for first, last in votes.blocks():
        said, seen = votes.numbers(first, last)
        found[first:last] = said @ directions - seen @ shift
    placed: Floats = found * votes.scaling()[:, None]
    return placed


def statement_points(plane: Plane) -> Floats:
    """Where somebody would stand who had agreed with this statement and nothing else."""
    found: Floats = ((1 - plane.means) * plane.components).T * np.sqrt(max(1, len(plane.means)))
    return found


def refined(spread: Floats, start: Floats) -> Floats:
    """The two leading directions of a part of the statements, found from those of the whole."""
    basis = np.linalg.qr(start)[0]
    for _ in range(REFINEMENTS):
        basis = np.linalg.qr(spread @ basis)[0]
    values, turn = np.linalg.eigh(basis.T @ spread @ basis)
    found: Floats = (basis @ turn[:, np.argsort(values)[::-1][:2]]).T
    return found


def leading(spread: Floats, count: int) -> Floats:
    """The `count` leading eigenvectors as columns."""
    return np.linalg.eigh(spread)[1][:, -count:]


def points_without(votes: VoteMatrix, plane: Plane, kept: list[Bools]) -> list[Floats]:
    """Everybody's place if only some of the statements had been put, for each selection of them."""
    start = leading(plane.spread, min(4, len(plane.means)))
    total = len(votes.statements)
    directions = np.zeros((total, 2 * len(kept)))
    for number, chosen in enumerate(kept):
        part = refined(plane.spread[np.ix_(chosen, chosen)], start[chosen])
        directions[chosen, 2 * number : 2 * number + len(part)] = part.T
    shift = plane.means[:, None] * directions
    choice = np.stack(kept, axis=1).astype(np.float64)
    found = np.zeros((len(votes.people), 2 * len(kept)))
    answered = np.zeros((len(votes.people), len(kept)))
    for first, last in votes.blocks():
        said, seen = votes.numbers(first, last)
        found[first:last] = said @ directions - seen @ shift
        answered[first:last] = seen @ choice
    scale = np.sqrt(choice.sum(axis=0) / np.maximum(1, answered))
    return [found[:, 2 * n : 2 * n + 2] * scale[:, [n]] for n in range(len(kept))]
