"""What a group stands for and what most people agree on. Counts in, sentences' numbers out; no chance, no matrix."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import prod, sqrt

SURE = 1.2816  # z of a one-sided test at 90 %
MOST_SHOWN = 5


@dataclass(frozen=True)
class Tally:
    """Votes on one statement: `seen` counts those who passed too."""

    agree: int
    disagree: int
    seen: int

    @property
    def passed(self) -> int:
        return self.seen - self.agree - self.disagree

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.agree + other.agree, self.disagree + other.disagree, self.seen + other.seen)

    def __sub__(self, other: Tally) -> Tally:
        return Tally(self.agree - other.agree, self.disagree - other.disagree, self.seen - other.seen)


NOBODY = Tally(0, 0, 0)


def share(count: int, seen: int) -> float:
    """Of those who saw it, with one vote each way added: nobody's vote makes nothing certain."""
    return (count + 1) / (seen + 2)


def test_of_share(count: int, seen: int) -> float:
    """How surely more than half (z)."""
    return 2 * sqrt(seen + 1) * ((count + 1) / (seen + 1) - 0.5)


def test_of_two(count: int, seen: int, other_count: int, other_seen: int) -> float:
    """How surely more than among the others (z), with one added to all four numbers."""
    count, seen, other_count, other_seen = count + 1, seen + 1, other_count + 1, other_seen + 1
    pooled = (count + other_count) / (seen + other_seen)
    if pooled == 1:
        return 0.0
    return (count / seen - other_count / other_seen) / sqrt(
        pooled * (1 - pooled) * (1 / seen + 1 / other_seen)
    )


@dataclass(frozen=True)
class Finding:
    """One statement seen from one side: `ratio` is how much more often than elsewhere; all tests are z."""

    statement: int
    agrees: bool
    successes: int
    trials: int
    share: float
    share_test: float
    ratio: float = 1.0
    ratio_test: float = 0.0
    best_agreement: bool = False

    @property
    def weight(self) -> float:
        return self.ratio * self.ratio_test * self.share * self.share_test


def compared(statement: int, inside: Tally, outside: Tally) -> tuple[Finding, Finding]:
    """The group's agreement and its disagreement beside those of everybody else."""
    sides = []
    for agrees in (True, False):
        count, other = (inside.agree, outside.agree) if agrees else (inside.disagree, outside.disagree)
        portion = share(count, inside.seen)
        sides.append(
            Finding(
                statement,
                agrees,
                count,
                inside.seen,
                portion,
                test_of_share(count, inside.seen),
                portion / share(other, outside.seen),
                test_of_two(count, inside.seen, other, outside.seen),
            )
        )
    return sides[0], sides[1]


def representative(
    inside: Mapping[int, Tally], outside: Mapping[int, Tally], hidden: Collection[int] = ()
) -> list[Finding]:
    """What tells the group apart: at most five, the best agreement first, agreements before disagreements.

    At least one, even if no test is passed. `hidden` statements are never named.
    """
    sufficient: list[Finding] = []
    best: Finding | None = None
    best_yes: tuple[Finding, Tally] | None = None
    for statement, votes in inside.items():
        if statement in hidden:
            continue
        yes, no = compared(statement, votes, outside[statement])
        side = yes if yes.ratio_test > no.ratio_test else no
        if any(one.ratio_test > SURE and one.share_test > SURE for one in (yes, no)):
            sufficient.append(side)
        if best is None or max(yes.ratio_test, no.ratio_test) > best.ratio_test:
            best = side
        if beats(yes, votes, best_yes[0] if best_yes else None):
            best_yes = (yes, votes)
    head = [_marked(best_yes[0])] if best_yes else []
    if not sufficient:
        return head or ([best] if best else [])
    taken = {one.statement for one in head}
    rest = sorted((one for one in sufficient if one.statement not in taken), key=lambda one: -one.weight)
    chosen = [*head, *rest][:MOST_SHOWN]
    return sorted(chosen, key=lambda one: not one.agrees)


def beats(yes: Finding, votes: Tally, best: Finding | None) -> bool:
    """Whether this is a better agreement to begin with than the best so far."""
    if not votes.agree and not votes.disagree:
        return False
    if best is None:
        return yes.share_test > SURE or (yes.ratio > 1 and yes.share > 0.5)
    if best.ratio > 1:
        return yes.weight > best.weight
    return yes.share * yes.share_test > best.share * best.share_test


def _marked(yes: Finding) -> Finding:
    return Finding(**{**vars(yes), "best_agreement": True})


def consensus(
    everybody: Mapping[int, Tally], hidden: Collection[int] = ()
) -> tuple[list[Finding], list[Finding]]:
    """What more than half surely agree on, and what they surely disagree with; five of each at most."""
    found: tuple[list[Finding], list[Finding]] = ([], [])
    for statement, votes in everybody.items():
        if statement in hidden:
            continue
        for agrees, count in ((True, votes.agree), (False, votes.disagree)):
            portion, test = share(count, votes.seen), test_of_share(count, votes.seen)
            if portion > 0.5 and test > SURE:
                found[not agrees].append(Finding(statement, agrees, count, votes.seen, portion, test))
    yes, no = (sorted(side, key=lambda one: -one.share * one.share_test)[:MOST_SHOWN] for side in found)
    return yes, no


def group_informed(groups: Sequence[Mapping[int, Tally]]) -> dict[int, float]:
    """How far all groups agree with each statement: the product of their shares, so that no group is outvoted."""
    return {
        statement: prod(share(group[statement].agree, group[statement].seen) for group in groups)
        for statement in (groups[0] if groups else ())
    }
