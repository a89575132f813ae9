"""Finding a panel that meets the quotas and weighs much: annealing over swaps of one person for another.

Between two panels that meet tight quotas there is seldom a way that meets them at every step, so quotas may be missed
on the way, at a price; what is kept is the heaviest panel met with that misses none. Only sums and products: the same
walk on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from portal.ballots.rules.panel.pool import Counts, NoPanel, Pool

TRIES = 40
STEPS = 3000
PRICE = 1.0  # of one person by whom a quota is missed, where the heaviest kind weighs one
HOT, COLD = 1.5, 0.02


class Search:
    """One panel, as counts of kinds."""

    def __init__(self, pool: Pool, dice: Random) -> None:
        self.pool = pool
        self.dice = dice
        self.seats: list[int] = []
        self.counts: Counts = []
        self.totals: Counts = []
        self.best: Counts = []

    def begin(self) -> None:
        """Any panel that meets the quotas. Raises NoPanel when none is found."""
        nothing = [0.0] * len(self.pool.kinds)
        people = [kind for kind, ids in enumerate(self.pool.kinds) for _one in ids]
        for _try in range(TRIES):
            self._sit(self.dice.sample(people, self.pool.size))
            self.heaviest(nothing)
            if self.best:
                return
        raise NoPanel("no panel was found that meets all quotas at once")

    def _sit(self, seats: Sequence[int]) -> None:
        self.seats = list(seats)
        self.counts = [0] * len(self.pool.kinds)
        for kind in self.seats:
            self.counts[kind] += 1
        self.totals = self.pool.totals(self.counts)

    def heaviest(self, weights: Sequence[float], steps: int = STEPS) -> Counts:
        """The heaviest panel met with on a walk from the last one; it is where the next walk begins."""
        top = max(weights) or 1.0
        scaled = [weight / top for weight in weights]
        missed = self.pool.missed(self.totals)
        weight = sum(scaled[kind] for kind in self.seats)
        best_weight = weight if not missed else -1.0
        best = list(self.seats) if not missed else []
        cooling = (COLD / HOT) ** (1 / steps)
        heat = HOT
        random, kinds, size = self.dice.random, len(self.counts), self.pool.size
        for _step in range(steps):
            heat *= cooling
            seat, into = int(random() * size), int(random() * kinds)
            out = self.seats[seat]
            if out == into or self.counts[into] >= len(self.pool.kinds[into]):
                continue
            change = self._change(out, into)
            gain = scaled[into] - scaled[out] - PRICE * change
            if gain < -heat * random():
                continue
            self._swap(seat, out, into)
            missed += change
            weight += scaled[into] - scaled[out]
            if not missed and weight > best_weight:
                best_weight, best = weight, list(self.seats)
        if best:
            self._sit(best)
            self.best = list(self.counts)
        return self.best

    def _change(self, out: int, into: int) -> int:
        """By how many people more the quotas would be missed."""
        quotas, totals, change = self.pool.quotas, self.totals, 0
        for old, new in zip(self.pool.traits[out], self.pool.traits[into], strict=True):
            if old != new:
                there, coming = totals[old], totals[new]
                change += (there <= quotas[old].least) - (there > quotas[old].most)
                change += (coming >= quotas[new].most) - (coming < quotas[new].least)
        return change

    def _swap(self, seat: int, out: int, into: int) -> None:
        self.seats[seat] = into
        self.counts[out] -= 1
        self.counts[into] += 1
        for trait in self.pool.traits[out]:
            self.totals[trait] -= 1
        for trait in self.pool.traits[into]:
            self.totals[trait] += 1
