"""Who has voted how on what, as a matrix with gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EMPTY = 9  # in a cell of somebody who has not voted on a statement
BLOCK = 2048  # rows that are turned into floats at a time, so that a large matrix costs a byte a cell


@dataclass(frozen=True)
class VoteMatrix:
    """One row for each person, one column for each statement: 1 agree, -1 disagree, 0 pass, EMPTY.

    `silenced` columns (moderated out) stay in the matrix for counting, but say nothing: as Polis does it, they
    weigh nothing in the map and count as a vote of everybody where the length of a point is scaled.
    """

    people: tuple[int, ...]
    statements: tuple[int, ...]
    cast: NDArray[np.int8]
    silenced: Bools

    @classmethod
    def of(
        cls,
        rows: Iterable[tuple[Sequence[int], Sequence[int], Sequence[int]]],
        people: Sequence[int],
        statements: Sequence[int],
        silenced: Iterable[int] = (),
    ) -> VoteMatrix:
        """From pieces of (person, statement, vote) columns in the order of time: the last vote counts.

        Votes of people or on statements that are not named are left out.
        """
        who, what = np.asarray(people, dtype=np.int64), np.asarray(statements, dtype=np.int64)
        by_person, by_statement = np.argsort(who), np.argsort(what)
        cast = np.full((len(who), len(what)), EMPTY, dtype=np.int8)
        for person, statement, vote in rows:
            if not len(person) or not cast.size:
                continue
            row, known = _places(who, by_person, person)
            column, there = _places(what, by_statement, statement)
            keep = known & there
            cast[row[keep], column[keep]] = np.asarray(vote, dtype=np.int8)[keep]
        held = set(silenced)
        quiet = np.array([one in held for one in statements], dtype=np.bool_)
        return cls(tuple(map(int, who)), tuple(map(int, what)), cast, quiet)

    def without_the_silent(self) -> VoteMatrix:
        """Only the people who have voted on one of these statements."""
        rows: Bools = np.asarray(self.seen.any(axis=1))
        if rows.all():
            return self
        people = tuple(person for person, speaks in zip(self.people, rows, strict=True) if speaks)
        return VoteMatrix(people, self.statements, self.cast[rows], self.silenced)

    @property
    def seen(self) -> Bools:
        found: Bools = self.cast != EMPTY
        return found

    def numbers(self, first: int, last: int) -> tuple[Floats, Floats]:
        """Votes (0 where there is none) and whether there is one, of some rows; silenced columns are empty."""
        part = self.cast[first:last]
        seen = (part != EMPTY) & ~self.silenced
        return np.where(seen, part, 0).astype(np.float64), seen.astype(np.float64)

    def blocks(self) -> Iterable[tuple[int, int]]:
        rows = len(self.people)
        return ((first, min(first + BLOCK, rows)) for first in range(0, rows, BLOCK))

    def votes_of_each(self) -> Ints:
        """How many votes each person has cast, on silenced statements too."""
        counted: Ints = (self.cast != EMPTY).sum(axis=1, dtype=np.int64)
        return counted

    def scaling(self) -> Floats:
        """How much longer a person's point becomes because only some statements were answered."""
        total = len(self.statements)
        own = ((self.cast != EMPTY) & ~self.silenced).sum(axis=1) + int(self.silenced.sum())
        factor: Floats = np.sqrt(total / np.maximum(1, own))
        return factor

    def tally(self, rows: Ints | None = None) -> Ints:
        """For each statement how many agree, disagree, have voted at all."""
        part = self.cast if rows is None else self.cast[rows]
        agree, disagree = (part == 1).sum(axis=0), (part == -1).sum(axis=0)
        return np.stack([agree, disagree, (part != EMPTY).sum(axis=0)], axis=1).astype(np.int64)


def _places(sorted_from: Ints, order: Ints, wanted: Sequence[int]) -> tuple[Ints, Bools]:
    """Where the wanted numbers stand, and whether they are there at all."""
    asked = np.asarray(wanted, dtype=np.int64)
    at = np.searchsorted(sorted_from, asked, sorter=order)
    place = order[np.minimum(at, len(order) - 1)]
    return place, sorted_from[place] == asked
