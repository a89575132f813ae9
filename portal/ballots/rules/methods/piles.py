"""What every method counts: equal ballots on one pile, with how much they weigh together."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

Marks = tuple[tuple[str, int], ...]
"""One ballot: (option, mark) pairs. The mark is a rank, a score, or 1 for a tick."""
Pile = tuple[Marks, int]
Level = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a vote asks beside its options, fixed when it is called.

    `seats` are given by STV; `budget` is shared out over options with `costs`, and raised by `step` for each voter
    to complete it, and with `fill` what is still left goes by most votes; `status_quo` is the option that stands for leaving things as they are; `seed` gives the lots.
    """

    options: tuple[str, ...]
    max_choices: int | None = None
    seats: int = 1
    budget: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)
    step: int = 1
    fill: bool = False
    status_quo: str | None = None
    seed: str = ""

    def lot(self, option: str) -> str:
        """The lot of an option: whoever knows the seed can draw it, nobody can choose it."""
        return hashlib.sha256(f"{self.seed}\n{option}".encode()).hexdigest()

    def drawn(self, tied: Iterable[str]) -> str:
        """The one of the tied options whose lot is the smallest."""
        return min(tied, key=self.lot)


def seed_of(receipts: Iterable[str]) -> str:
    """The seed of a vote's lots: known to nobody before the last ballot is in, and to everybody afterwards."""
    return hashlib.sha256("\n".join(sorted(receipts)).encode()).hexdigest()


def piled(ballots: Iterable[Pile]) -> list[Pile]:
    """The same ballots with equal ones together."""
    there: dict[Marks, int] = {}
    for marks, weight in ballots:
        if weight < 0:
            raise ValueError("a ballot cannot weigh less than nothing")
        there[marks] = there.get(marks, 0) + weight
    return [pile for pile in there.items() if pile[1]]


def levels(marks: Marks) -> tuple[Level, ...]:
    """The ranked options, best first; those that share a rank together. Who is not ranked is not in it."""
    if len(set(map(by_rank, marks))) == len(marks):
        return tuple([(option,) for option, _rank in sorted(marks, key=by_rank)])
    ordered = sorted(marks, key=lambda mark: (mark[1], mark[0]))
    return tuple(tuple(option for option, _rank in group) for _, group in groupby(ordered, by_rank))


by_rank = itemgetter(1)


def ticked(marks: Marks) -> tuple[str, ...]:
    return tuple(option for option, _mark in marks)


def weight_of(piles: Iterable[Pile]) -> int:
    return sum(weight for _marks, weight in piles)


def check_options(options: Sequence[str]) -> None:
    if len(set(options)) != len(options):
        raise ValueError("an option is offered twice")


def check_marks(marks: Marks, options: Collection[str], lowest: int, highest: int) -> None:
    """Raises ValueError on options that were not offered or are marked twice, and on marks out of range."""
    named = {option for option, _mark in marks}
    if not named.issubset(options):
        raise ValueError("a ballot names an option that was not offered")
    if len(named) != len(marks):
        raise ValueError("a ballot names an option twice")
    if any(not lowest <= mark <= highest for _option, mark in marks):
        raise ValueError(f"a mark is not between {lowest} and {highest}")


def exact(number: Fraction | int) -> int | str:
    """A number as the ballot file writes it: whole, or as "7/3"."""
    fraction = Fraction(number)
    return fraction.numerator if fraction.denominator == 1 else str(fraction)


def outcome(piles: Sequence[Pile], leaders: Sequence[str], *, tied: bool) -> dict[str, object]:
    """What every method's result begins with."""
    return {
        "ballots": weight_of(piles),
        "blank": sum(weight for marks, weight in piles if not marks),
        "leaders": list(leaders),
        "tied": tied,
    }
