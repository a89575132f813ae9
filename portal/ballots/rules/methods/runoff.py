"""Instant runoff (IRV): the option with fewest votes leaves, its ballots move on, until one has more than half.

Declared rules: options that share a rank share the ballot in equal parts. A ballot none of whose ranked options is
left is exhausted. Of several with fewest votes the one leaves that had fewer in the latest earlier round in which
they differed; if there is none, the lot says which (`Terms.lot`), and the round says that it was a lot. Options
without any vote leave together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from portal.ballots.rules.methods.piles import Level, Pile, Terms, exact, levels

EXHAUSTED = "exhausted"
Share = tuple[tuple[Level, ...], int, Level]
"""A pile: its ranking, its weight, and whom it counts for now."""


def runoff(piles: Sequence[Pile], terms: Terms) -> dict[str, object]:
    """The rounds, and who is left with more than half; nobody when the last are equal or nobody ranks anything."""
    left = list(terms.options)
    shares: list[Share] = []
    for marks, weight in piles:
        if marks:
            ranking = levels(marks)
            shares.append((ranking, weight, ranking[0]))
    rounds: list[dict[str, object]] = []
    earlier: list[dict[str, Fraction]] = []
    winner = None
    whole = sum(weight for _ranking, weight, _holders in shares)
    while left and shares:
        votes = tallied(shares, left)
        total = sum(votes.values(), Fraction())
        row: dict[str, object] = {
            "votes": {option: exact(votes[option]) for option in left},
            "exhausted": exact(whole - total),
        }
        rounds.append(row)
        top = max(left, key=lambda option: votes[option])
        if votes[top] * 2 > total or not total:
            winner = top if total else None
            break
        lowest = [option for option in left if votes[option] == min(votes.values())]
        if len(lowest) == len(left) == 2:
            row["tied"] = lowest
            break
        leaving = lowest
        if votes[lowest[0]] and len(lowest) > 1:
            out, by_lot = loser(lowest, earlier, terms)
            leaving = [out]
            row |= {"tied": lowest, "lot": by_lot}
        left = [option for option in left if option not in leaving]
        row |= {"out": leaving, "moves": moves(shares, leaving, left)}
        earlier.append(votes)
    return {"winner": winner, "rounds": rounds}


def holders_of(ranking: tuple[Level, ...], there: set[str]) -> Level:
    """Whom a ballot counts for now: the best of its options that are left."""
    for level in ranking:
        if len(level) == 1:
            if level[0] in there:
                return level
        elif best := tuple(option for option in level if option in there):
            return best
    return ()


def tallied(shares: Sequence[Share], left: Sequence[str]) -> dict[str, Fraction]:
    whole = dict.fromkeys(left, 0)
    parts = dict.fromkeys(left, Fraction())
    for _ranking, weight, holders in shares:
        if len(holders) == 1:
            whole[holders[0]] += weight
        else:
            for option in holders:
                parts[option] += Fraction(weight, len(holders))
    return {option: whole[option] + parts[option] for option in left}


def loser(lowest: Sequence[str], earlier: Sequence[Mapping[str, Fraction]], terms: Terms) -> tuple[str, bool]:
    """Who of those with fewest votes leaves, and whether only the lot could say so."""
    for votes in reversed(earlier):
        fewest = min(votes[option] for option in lowest)
        lowest = [option for option in lowest if votes[option] == fewest]
        if len(lowest) == 1:
            return lowest[0], False
    return terms.drawn(lowest), len(lowest) > 1


def moves(shares: list[Share], leaving: Sequence[str], left: Sequence[str]) -> dict[str, int | str]:
    """Move the ballots of those who leave, and say to whom they go. Several leave together only when nobody voted
    for them: then nothing moves.
    """
    out, there = leaving[0], set(left)
    found: dict[str, Fraction | int] = {}
    for i, (ranking, weight, holders) in enumerate(shares):
        if out not in holders:
            continue
        others = holders_of(ranking, there)
        shares[i] = (ranking, weight, others)
        parts = len(holders) * max(1, len(others))
        part = weight if parts == 1 else Fraction(weight, parts)  # whole numbers add up ten times faster
        for option in others or (EXHAUSTED,):
            found[option] = found.get(option, 0) + part
    return {option: exact(part) for option, part in sorted(found.items())}
