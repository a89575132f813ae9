"""Who stands in the league of a quarter: large enough that nobody is seen in it, and only the first places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PLACES = 10
LEAST_EARNERS = 5  # fewer could be told apart


@dataclass(frozen=True, kw_only=True)
class Standing:
    code: str
    members: int
    earners: int
    points: int

    @property
    def each(self) -> int:
        """Tenths of a point for each member, so that large and small ones meet."""
        return self.points * 10 // self.members


def shown(standings: Iterable[Standing]) -> list[tuple[int, Standing]]:
    """The first places; the same average is the same place. The lower half is never shown."""
    fit = [one for one in standings if one.earners >= LEAST_EARNERS]
    fit.sort(key=lambda one: (-one.each, one.code))
    most = min(PLACES, (len(fit) + 1) // 2)
    return [(1 + sum(other.each > one.each for other in fit), one) for one in fit[:most]]
