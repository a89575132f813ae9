"""Seats of a council by the single transferable vote, counted as in Scottish local elections.

Weighted inclusive Gregory: the quota is Droop's, a surplus moves all ballots of the elected at a lower value, and
values are cut after five decimals, so that everything is a whole number of hundred-thousandths here.
Source: The Scottish Local Government Elections Order 2007, schedule 1, rules 45 to 53.

Declared rules: the largest surplus moves first. Equal surpluses, and equal last places, are told apart by the latest
earlier stage in which they differed, else by lot (`Terms.lot`); the stage says so. Equal ranks on one ballot name
nobody: the ballot goes no further there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from portal.ballots.rules.methods.piles import (
    Pile,
    Terms,
    check_marks,
    check_options,
    levels,
    outcome,
)

UNIT = 100_000
EXHAUSTED = "exhausted"


@dataclass
class Bundle:
    """Equal ballots at the same value. `at` is the preference that holds them now."""

    ranking: tuple[str, ...]
    weight: int
    value: int = UNIT
    at: int = 0


@dataclass
class Table:
    """The count as it stands."""

    terms: Terms
    held: dict[str, list[Bundle]]
    standing: list[str]
    quota: int
    elected: list[str] = field(default_factory=list)
    surpluses: list[str] = field(default_factory=list)
    exhausted: int = 0
    stages: list[dict[str, object]] = field(default_factory=list)
    earlier: list[dict[str, int]] = field(default_factory=list)
    by_lot: list[str] = field(default_factory=list)
    sums: dict[str, int] = field(default_factory=dict)


def count_transfers(piles: Sequence[Pile], terms: Terms) -> dict[str, object]:
    """Fill the seats. Raises ValueError on marks that cannot be, and on fewer options than seats."""
    check_options(terms.options)
    if not 1 <= terms.seats <= len(terms.options):
        raise ValueError("there are fewer candidates than seats, or no seat")
    for marks, _weight in piles:
        check_marks(marks, terms.options, 1, len(terms.options))
    table = first_stage(piles, terms)
    while len(table.elected) < terms.seats:
        if len(table.standing) + len(table.elected) <= terms.seats:
            fill(table)
            break
        if table.surpluses:
            move_surplus(table)
        else:
            leave(table)
    return {
        **outcome(piles, table.elected, tied=bool(table.by_lot)),
        "quota": table.quota // UNIT,
        "seats": terms.seats,
        "stages": table.stages,
        "by_lot": table.by_lot,
    }


def first_stage(piles: Sequence[Pile], terms: Terms) -> Table:
    """First preferences; the quota is asked of the ballots that have one."""
    held: dict[str, list[Bundle]] = {option: [] for option in terms.options}
    lost, valid = 0, 0
    for marks, weight in piles:
        if not marks:
            continue
        ranking = strict(marks)
        if ranking:
            held[ranking[0]].append(Bundle(ranking, weight))
            valid += weight
        else:
            lost += weight
    table = Table(
        terms=terms,
        held=held,
        standing=list(terms.options),
        quota=(valid // (terms.seats + 1) + 1) * UNIT,
        exhausted=lost * UNIT,
        sums={option: sum(b.weight for b in bundles) * UNIT for option, bundles in held.items()},
    )
    note(table, {})
    return table


def strict(marks: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """The preferences up to the first two that are equal."""
    found: list[str] = []
    for level in levels(tuple(marks)):
        if len(level) > 1:
            break
        found.append(level[0])
    return tuple(found)


def note(table: Table, step: dict[str, object]) -> None:
    """Who is elected by this stage, and how everybody stands."""
    reached = [option for option in table.standing if table.sums[option] >= table.quota]
    for option in sorted(reached, key=lambda one: -table.sums[one]):
        if len(table.elected) < table.terms.seats:
            elect(table, option)
    table.stages.append(
        {
            **step,
            "votes": {
                option: decimal(n)
                for option, n in table.sums.items()
                if option in table.standing or option in table.elected
            },
            "exhausted": decimal(table.exhausted),
            "elected": [option for option in table.elected if option in reached],
        }
    )
    table.earlier.append(dict(table.sums))


def elect(table: Table, option: str) -> None:
    table.elected.append(option)
    table.standing.remove(option)
    if table.sums[option] > table.quota:
        table.surpluses.append(option)


def fill(table: Table) -> None:
    """As many are left as there are seats: they have them."""
    rest = sorted(table.standing, key=lambda option: -table.sums[option])
    table.elected += rest
    table.standing = []
    if rest:
        table.stages[-1]["filled"] = rest


def move_surplus(table: Table) -> None:
    option, tied = chosen(table, table.surpluses, largest=True)
    table.surpluses.remove(option)
    total, surplus = table.sums[option], table.sums[option] - table.quota
    for bundle in table.held[option]:
        bundle.value = bundle.value * surplus // total
    before = dict(table.sums)
    bundles, table.held[option] = table.held[option], []
    table.sums[option] = table.quota
    lost = hand_on(table, bundles, surplus)
    note(table, {"action": "surplus", "of": [option], "moves": changes(before, table, option, lost), **tied})


def leave(table: Table) -> None:
    """Who has fewest votes leaves; the ballots move on at the value they have. Whom nobody votes for leaves together,
    if enough others stay.
    """
    nobodys = [option for option in table.standing if not table.sums[option]]
    if len(nobodys) > 1 and len(table.standing) - len(nobodys) + len(table.elected) >= table.terms.seats:
        table.standing = [option for option in table.standing if option not in nobodys]
        note(table, {"action": "out", "of": nobodys, "moves": {}})
        return
    option, tied = chosen(table, table.standing, largest=False)
    table.standing.remove(option)
    before = dict(table.sums)
    bundles, table.held[option] = table.held[option], []
    moving, table.sums[option] = table.sums[option], 0
    lost = hand_on(table, bundles, moving)
    note(table, {"action": "out", "of": [option], "moves": changes(before, table, option, lost), **tied})


def chosen(table: Table, among: Sequence[str], *, largest: bool) -> tuple[str, dict[str, object]]:
    """The first or the last of some; how a tie was told apart is for the stage to say."""
    sign = 1 if largest else -1
    best = max(sign * table.sums[option] for option in among)
    tied = [option for option in among if sign * table.sums[option] == best]
    if len(tied) == 1:
        return tied[0], {}
    left = tied
    for sums in reversed(table.earlier):
        edge = max(sign * sums[option] for option in left)
        left = [option for option in left if sign * sums[option] == edge]
    if len(left) == 1:
        return left[0], {"tied": tied, "lot": False}
    drawn = table.terms.drawn(left)
    if table.sums[drawn]:
        table.by_lot.append(drawn)
    return drawn, {"tied": tied, "lot": True}


def hand_on(table: Table, bundles: Sequence[Bundle], moving: int) -> int:
    """Give each bundle to the next preference that still stands. What is lost in cutting is exhausted too."""
    standing, given = set(table.standing), 0
    for bundle in bundles:
        where = next(
            (i for i in range(bundle.at + 1, len(bundle.ranking)) if bundle.ranking[i] in standing), None
        )
        if where is None or not bundle.value:
            continue
        bundle.at = where
        table.held[bundle.ranking[where]].append(bundle)
        table.sums[bundle.ranking[where]] += bundle.value * bundle.weight
        given += bundle.value * bundle.weight
    table.exhausted += moving - given
    return moving - given


def changes(before: dict[str, int], table: Table, option: str, lost: int) -> dict[str, str]:
    found = {
        other: decimal(table.sums[other] - n)
        for other, n in before.items()
        if other != option and table.sums[other] != n
    }
    return found | ({EXHAUSTED: decimal(lost)} if lost else {})


def decimal(number: int) -> str:
    whole, part = divmod(number, UNIT)
    return f"{whole}.{part:05}"
