"""How large the smallest chance could be at most, so that everybody sees how far a lottery is from the best one.

For any weights of the kinds that add up to one, and any price of each quota, the heaviest panel of the pool, with what
the quotas are worth at these prices added, is such a number (Lagrange). Weights and prices are bettered step by step in
floats; the number itself is computed from them in fractions, so it holds whatever they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from portal.ballots.rules.panel.pool import Counts, Pool

ROUNDS = 1500
STEP = 1.0
FINE = 10**7
Number = TypeVar("Number", float, Fraction)


def upper_bound(pool: Pool) -> Fraction:
    """No lottery gives everybody in the pool more than this."""
    sizes = [len(ids) for ids in pool.kinds]
    weights = [size / pool.people for size in sizes]
    prices = [0.0] * len(pool.quotas)
    best = Fraction(1)
    for number in range(1, ROUNDS + 1):
        panel = _heaviest(pool, _scores(pool, weights, prices))
        if number % 10 == 0:
            best = min(best, _exact(pool, weights, prices))
        pace = STEP / number**0.5
        weights = [w / (1 + pace * n / size) for w, n, size in zip(weights, panel, sizes, strict=True)]
        whole = sum(weights)
        weights = [max(w / whole, 1e-12) for w in weights]
        prices = _repriced(pool, prices, pool.totals(panel), pace / pool.people)
    return best


def _repriced(pool: Pool, prices: Sequence[float], there: Counts, pace: float) -> list[float]:
    """A trait that too many of the heaviest panel have becomes dearer, one that too few have is paid for."""
    found = []
    for price, quota, n in zip(prices, pool.quotas, there, strict=True):
        wanted = (
            quota.most if price > 0 else quota.least if price < 0 else min(max(n, quota.least), quota.most)
        )
        found.append(price + pace * (n - wanted) / max(1, pool.size) * 4)
    return found


def _scores(pool: Pool, weights: Sequence[Number], prices: Sequence[Number]) -> list[Number]:
    return [
        weight / len(ids) - sum((prices[trait] for trait in traits), type(weight)(0))
        for weight, ids, traits in zip(weights, pool.kinds, pool.traits, strict=True)
    ]


def _heaviest(pool: Pool, scores: Sequence[Number]) -> Counts:
    """The panel with the highest scores, whatever the quotas."""
    panel, left = [0] * len(scores), pool.size
    for kind in sorted(range(len(scores)), key=lambda kind: -scores[kind]):
        panel[kind] = min(left, len(pool.kinds[kind]))
        left -= panel[kind]
        if not left:
            break
    return panel


def _exact(pool: Pool, weights: Sequence[float], prices: Sequence[float]) -> Fraction:
    """The bound that these weights and prices give, without rounding."""
    whole = [Fraction(round(weight * FINE) + 1) for weight in weights]
    shares = [weight / sum(whole) for weight in whole]
    costs = [Fraction(round(price * FINE * 1000), FINE * 1000) for price in prices]
    scores = _scores(pool, shares, costs)
    panel = _heaviest(pool, scores)
    worth = sum(
        (
            cost * (quota.most if cost > 0 else quota.least)
            for cost, quota in zip(costs, pool.quotas, strict=True)
        ),
        Fraction(0),
    )
    return sum((score * n for score, n in zip(scores, panel, strict=True)), Fraction(0)) + worth
