"""A public lottery: a list of panels, each with the same chance, of which a seed that nobody knew before picks one.

Maximin (Flanigan and others, Fair algorithms for selecting citizens' assemblies, Nature 596, 2021): the smallest chance
of anybody shall be as large as the quotas allow. The list is made panel by panel; each is the heaviest that is found
when everybody weighs the more the less often they have been in the list so far. `bound` is a number that no lottery
with these quotas can exceed for the person with the smallest chance: how far `smallest` stays below it is how far
this list can be from the best one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from portal.ballots.rules.panel.bound import upper_bound
from portal.ballots.rules.panel.pool import Counts, Pool
from portal.ballots.rules.panel.search import Search

PANELS = 1000
EAGER = 6  # how strongly those weigh who have come too short


@dataclass(frozen=True, kw_only=True)
class Lottery:
    """The panels, in the order of their numbers from 0."""

    pool: Pool
    panels: tuple[tuple[str, ...], ...]
    chances: dict[str, Fraction]
    bound: Fraction

    @property
    def smallest(self) -> Fraction:
        return min(self.chances.values())

    def number(self, seed: str) -> int:
        """Which panel a seed draws."""
        return number_of(self.hash(), len(self.panels), seed)

    def drawn(self, seed: str) -> tuple[str, ...]:
        return self.panels[self.number(seed)]

    def hash(self) -> str:
        """SHA-256 of the whole list: published before anybody knows the seed."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def text(self) -> str:
        """The list as it is published: a panel on each line, the first is number 0."""
        return "\n".join(",".join(panel) for panel in self.panels)


def number_of(list_hash: str, panels: int, seed: str) -> int:
    """Which line of a published list a seed draws."""
    return int.from_bytes(hashlib.sha256(f"{list_hash}\n{seed}".encode()).digest()) % panels


def lottery(pool: Pool, panels: int = PANELS) -> Lottery:
    """The list for this pool; the same pool always gives the same list. Raises NoPanel when quotas cannot be met."""
    dice = Random(pool.hash)  # noqa: S311 - the walk must be repeatable; the draw itself takes a public seed
    search = Search(pool, dice)
    search.begin()
    served = [Fraction(0)] * len(pool.kinds)
    turns = [list(dice.sample(ids, len(ids))) for ids in pool.kinds]
    found = []
    for _number in range(panels):
        hunger = hungers(served)
        counts = search.heaviest([h / len(ids) for h, ids in zip(hunger, pool.kinds, strict=True)])
        found.append(_named(counts, turns))
        for kind, n in enumerate(counts):
            served[kind] += Fraction(n, len(pool.kinds[kind]))
    times = {person: 0 for ids in pool.kinds for person in ids}
    for panel in found:
        for person in panel:
            times[person] += 1
    return Lottery(
        pool=pool,
        panels=tuple(found),
        chances={person: Fraction(n, panels) for person, n in times.items()},
        bound=upper_bound(pool),
    )


def hungers(served: Sequence[Fraction]) -> list[float]:
    """The less somebody has been served, the more they weigh; only proportions matter."""
    least = min(served)
    return [(1 + float(one - least)) ** -EAGER for one in served]


def _named(counts: Counts, turns: list[list[str]]) -> tuple[str, ...]:
    """The people of a panel: within a kind it is everybody's turn equally often."""
    panel = []
    for kind, n in enumerate(counts):
        panel += turns[kind][:n]
        turns[kind] = turns[kind][n:] + turns[kind][:n]
    return tuple(sorted(panel))
