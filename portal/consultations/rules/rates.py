"""How many opinions were answered and taken up, how many promises were kept, how satisfied people are.

Each rate keeps both of its numbers, so that a page can show the sum and everybody can check it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

SHOWN_FROM = 5
"""Ratings of fewer people are not shown: a neighbour could guess who said what."""


def are_enough(ratings: int) -> bool:
    return ratings >= SHOWN_FROM


@dataclass(frozen=True, kw_only=True)
class Share:
    """`part` of `whole`; no percentage while there is nothing to divide by."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(part=self.part + other.part, whole=self.whole + other.whole)

    @property
    def percent(self) -> int | None:
        """Rounded down: 99 of 100 and a half is not all."""
        return self.part * 100 // self.whole if self.whole else None


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The figures of one unit.

    answered: opinions with an answer, of those whose answer is due or given.
    adopted: taken up in full or in part, of the answered ones.
    kept: promises reported done and not under a second look, of those whose day has passed or that are done.
    on_first_day: kept by the day promised first, of the same.
    satisfied: satisfied or mostly satisfied, of the ratings of promises that five people or more have rated.
    """

    answered: Share = Share()
    adopted: Share = Share()
    kept: Share = Share()
    on_first_day: Share = Share()
    satisfied: Share = Share()

    def __add__(self, other: Rates) -> Self:
        sums = {one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        return type(self)(**sums)
