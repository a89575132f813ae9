"""Who comes after somebody that gives up a seat: the same pool and seed always name the same person.

Everybody who is left stands in the order of SHA-256 of (pool hash, line feed, seed, line feed, id). The first of them
with whom the panel is as near to its quotas as it can be takes the seat.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from portal.ballots.rules.panel.pool import Counts, Pool


def ticket(pool: Pool, seed: str, person: str) -> str:
    return hashlib.sha256(f"{pool.hash}\n{seed}\n{person}".encode()).hexdigest()


def replacements(
    pool: Pool, panel: Sequence[str], gone: Iterable[str], seed: str
) -> list[tuple[str, str | None]]:
    """For each that went, in the order in which they went, who came; None when nobody is left in the pool."""
    kind_of = {person: kind for kind, ids in enumerate(pool.kinds) for person in ids}
    sitting, out = list(panel), set()
    found: list[tuple[str, str | None]] = []
    for person in gone:
        if person not in sitting:
            raise ValueError(f"{person} does not sit in the panel")
        sitting.remove(person)
        out.add(person)
        counts = _counts(pool, [kind_of[one] for one in sitting])
        left = [one for one in kind_of if one not in out and one not in sitting]
        successor = min(
            left,
            key=lambda one: (_missed_with(pool, counts, kind_of[one]), ticket(pool, seed, one)),
            default=None,
        )
        if successor is not None:
            sitting.append(successor)
        found.append((person, successor))
    return found


def _counts(pool: Pool, kinds: Iterable[int]) -> Counts:
    counts = [0] * len(pool.kinds)
    for kind in kinds:
        counts[kind] += 1
    return counts


def _missed_with(pool: Pool, counts: Counts, kind: int) -> int:
    return pool.missed(pool.totals([n + (k == kind) for k, n in enumerate(counts)]))
