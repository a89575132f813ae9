"""Which statement somebody is asked next: those that divide, that few have passed over, that are new."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from portal.statements.rules.meaning import NOBODY, Tally, share

OF_META = 49.0


def priority(votes: Tally, extremity: float, *, is_meta: bool = False) -> float:
    """The weight of a statement in the draw; a new one begins high, so that it is seen at all."""
    if is_meta:
        return OF_META
    new = 1 + 8 * 2 ** (-votes.seen / 5)
    passing = 1 - share(votes.passed, votes.seen)
    weight = passing * (extremity + 1) * share(votes.agree, votes.seen) * new
    return float(weight * weight)


def drawn(seed: str, weights: Mapping[int, float]) -> int | None:
    """One of the statements, each as likely as its weight; the same seed draws the same one.

    Reloading a page or losing the network thus never changes the question.
    """
    total = sum(weights.values())
    if not total:
        return next(iter(weights), None)
    mark = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") / 2**64 * total
    for statement, weight in weights.items():
        mark -= weight
        if mark < 0:
            return statement
    return next(reversed(list(weights)))


def weights_of(
    open_ones: Mapping[int, Tally], extremities: Mapping[int, float], meta: frozenset[int] = frozenset()
) -> dict[int, float]:
    """The weights of the statements that are still to be put to somebody."""
    return {
        one: priority(votes or NOBODY, extremities.get(one, 0.0), is_meta=one in meta)
        for one, votes in open_ones.items()
    }
