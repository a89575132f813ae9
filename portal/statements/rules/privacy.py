"""What may be shown without telling how one person voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from portal.statements.rules.meaning import NOBODY, Tally

LEAST_FOR_MAP = 30  # people, before anything is shown at all
LEAST_FOR_LIVE = 100  # people, before anything is shown while votes still come in
LEAST_GROUP = 10
LEAST_CELL = 5
LEAST_UNANIMOUS = 10
LEAST_CHANGED = 10  # people whose votes differ between two pictures that somebody might subtract
CLEAR = 0.35  # silhouette
STEADY = 0.6  # median agreement with groups found from fewer statements

M = TypeVar("M", int, float, datetime)
"""Moments, however they are counted."""


def bin_of(*, sensitive: bool) -> int:
    """The least number of people behind one mark of a map."""
    return 10 if sensitive else 5


def is_safe(votes: Tally, least: int = LEAST_CELL) -> bool:
    """Whether these numbers hide everybody: enough votes, and not all the same from a handful.

    Nobody at all tells nothing about anybody.
    """
    if not votes.seen:
        return True
    if votes.seen < least:
        return False
    unanimous = votes.seen in {votes.agree, votes.disagree, votes.passed}
    return not unanimous or votes.seen >= max(least, LEAST_UNANIMOUS)


def shown_cells(groups: Sequence[Tally], everybody: Tally, least: int = LEAST_CELL) -> list[bool]:
    """Which groups' numbers stand beside the total, so that no subtraction uncovers the others.

    What is left when the shown groups are taken from the total (hidden groups, people in no group) must be safe
    by itself; else the smallest shown group is hidden too, until it is.
    """
    shown = [bool(votes.seen) and is_safe(votes, least) for votes in groups]
    while any(shown) and not is_safe(rest_of(groups, shown, everybody), least):
        smallest = min((votes.seen, place) for place, votes in enumerate(groups) if shown[place])[1]
        shown[smallest] = False
    return shown


def rest_of(groups: Sequence[Tally], shown: Sequence[bool], everybody: Tally) -> Tally:
    """What somebody can work out about those whose numbers are not shown."""
    visible = (votes for votes, is_shown in zip(groups, shown, strict=True) if is_shown)
    return everybody - sum(visible, NOBODY)


@dataclass(frozen=True, kw_only=True)
class Cells:
    """What may be shown of one statement: the numbers of everybody and of each group; None is hidden."""

    everybody: Tally | None
    groups: tuple[Tally | None, ...]


def cells_of(everybody: Tally, groups: Sequence[Tally], *, sensitive: bool = False) -> Cells:
    """The numbers of one statement with all that would give somebody away taken out."""
    least = bin_of(sensitive=sensitive)
    if not is_safe(everybody, least):
        return Cells(everybody=None, groups=(None,) * len(groups))
    shown = shown_cells(groups, everybody, least)
    return Cells(
        everybody=everybody,
        groups=tuple(votes if ok else None for votes, ok in zip(groups, shown, strict=True)),
    )


def is_stable(silhouette: float, agreement: float, sizes: Sequence[int]) -> bool:
    """Whether the groups are more than a passing pattern, and none so small that it is a few neighbours."""
    return (
        len(sizes) > 1
        and silhouette >= CLEAR
        and agreement >= STEADY
        and min(sizes, default=0) >= LEAST_GROUP
    )


def until(changes: Sequence[tuple[int, M]], least: int = LEAST_CHANGED) -> M | None:
    """Up to which moment votes may enter a picture while more are coming: `least` people voted after it.

    `changes` are (person, moment) in the order of time. The next picture, the last one too, then differs by as
    many people, so that subtracting one from the other tells about none of them. None while too few have voted.
    """
    held_back: set[int] = set()
    last: M | None = None
    for person, moment in reversed(changes):
        if len(held_back) >= least and moment != last:
            return moment
        held_back.add(person)
        last = moment
    return None


def changed_enough(changes: Sequence[tuple[int, M]], since: M, to: M, least: int = LEAST_CHANGED) -> bool:
    """Whether a new picture differs from the last one by the votes of enough people."""
    return len({person for person, moment in changes if since < moment <= to}) >= least


def safe_votes(
    votes: Mapping[tuple[int, int], int], groups: Mapping[int, int], *, sensitive: bool = False
) -> dict[tuple[int, int], int]:
    """The single votes (person, statement) that a published file may hold: those in cells that are shown.

    `groups` says in which group each person is; people in none are left out. With the totals beside it the file
    tells about the rest only what `cells_of` lets everybody know.
    """
    tallies: dict[int, dict[int, Tally]] = {}
    totals: dict[int, Tally] = {}
    for (person, statement), vote in votes.items():
        one = Tally(vote == 1, vote == -1, 1)
        totals[statement] = totals.get(statement, NOBODY) + one
        if person in groups:
            of = tallies.setdefault(statement, {})
            of[groups[person]] = of.get(groups[person], NOBODY) + one
    names = sorted(set(groups.values()))
    open_cells: set[tuple[int, int]] = set()
    for statement, total in totals.items():
        found = [tallies.get(statement, {}).get(name, NOBODY) for name in names]
        cells = cells_of(total, found, sensitive=sensitive)
        open_cells |= {(statement, name) for name, cell in zip(names, cells.groups, strict=True) if cell}
    return {
        key: vote
        for key, vote in votes.items()
        if key[0] in groups and (key[1], groups[key[0]]) in open_cells
    }
