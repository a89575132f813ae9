"""Where things stand in the pictures of results. Numbers in, coordinates out; templates draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from portal.ballots.rules.methods.runoff import EXHAUSTED

WIDTH = 360
BAR, GAP, SPACE = 28, 54, 3
NARROW = 17  # a segment below this width has no room for its letter


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One part of a bar."""

    option: str
    x: float
    width: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def is_wide(self) -> bool:
        return self.width >= NARROW


@dataclass(frozen=True, kw_only=True)
class Segment(Piece):
    """An option's votes in one round. `quota` is where the votes it needs end, in bars that are long enough."""

    votes: str
    y: float
    elected: bool = False
    quota: float | None = None

    @property
    def label_fits(self) -> bool:
        """Whether its letter has room, with a tick where it is elected."""
        return self.width >= NARROW + (14 if self.elected else 0)


@dataclass(frozen=True, kw_only=True)
class Ribbon:
    """Votes that go from one round to the next. `path` is drawn; its colour is that of the option they come from."""

    option: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Flow:
    """The rounds of a count from top to bottom."""

    segments: tuple[Segment, ...]
    ribbons: tuple[Ribbon, ...]
    height: int
    width: int = WIDTH


def flow(rounds: Sequence[Mapping[str, object]], order: Sequence[str]) -> Flow:
    """A Sankey picture of instant runoff rounds as the ballot file has them."""
    columns = [*order, EXHAUSTED]
    rows = [_amounts(row, columns) for row in rounds]
    whole = sum(rows[0].values()) if rows else Fraction(0)
    if not whole:
        return Flow(segments=(), ribbons=(), height=0)
    unit = (WIDTH - SPACE * (len(columns) - 1)) / whole
    starts = [_starts(row, columns, unit) for row in rows]
    segments = [
        Segment(
            option=option,
            votes=_short(row[option]),
            x=_at(starts[i][option]),
            y=i * (BAR + GAP),
            width=_at(row[option] * unit),
        )
        for i, row in enumerate(rows)
        for option in columns
        if row.get(option)
    ]
    ribbons: list[Ribbon] = []
    for i, row in enumerate(rounds[:-1]):
        ribbons += _between(i, row, rows, starts, unit, columns)
    return Flow(
        segments=tuple(segments), ribbons=tuple(ribbons), height=len(rows) * BAR + (len(rows) - 1) * GAP
    )


def transfers(stages: Sequence[Mapping[str, Any]], order: Sequence[str], quota: int) -> Flow:
    """The same picture of a single transferable vote: who is elected keeps the quota, what is over goes on."""
    rounds = [
        {
            "votes": stage["votes"],
            "exhausted": stage["exhausted"],
            "out": after.get("of"),
            "moves": after.get("moves"),
        }
        for stage, after in zip(stages, [*stages[1:], {}], strict=True)
    ]
    drawn = flow(rounds, order)
    if not drawn.segments:
        return drawn
    columns = [*order, EXHAUSTED]
    unit = (WIDTH - SPACE * (len(columns) - 1)) / sum(_amounts(rounds[0], columns).values())
    elected: list[set[str]] = []
    for stage in stages:
        before = elected[-1] if elected else set()
        elected.append(before | set(stage["elected"]) | set(stage.get("filled", ())))
    segments = []
    for one in drawn.segments:
        i = round(one.y / (BAR + GAP))
        reached = one.option != EXHAUSTED and Fraction(stages[i]["votes"][one.option]) >= quota
        segments.append(
            replace(
                one,
                elected=one.option in elected[i],
                quota=round(one.x + float(quota * unit), 1) if reached else None,
            )
        )
    return replace(drawn, segments=tuple(segments))


def _amounts(row: Mapping[str, object], columns: Sequence[str]) -> dict[str, Fraction]:
    votes = row["votes"]
    there = dict(votes) if isinstance(votes, Mapping) else {}
    there[EXHAUSTED] = row["exhausted"]
    return {option: Fraction(there[option]) for option in columns if option in there}


def _starts(row: Mapping[str, Fraction], columns: Sequence[str], unit: Fraction) -> dict[str, Fraction]:
    x, found = Fraction(0), {}
    for option in columns:
        found[option] = x
        if row.get(option):
            x += row[option] * unit + SPACE
    return found


def _between(
    i: int,
    row: Mapping[str, object],
    rows: Sequence[Mapping[str, Fraction]],
    starts: Sequence[Mapping[str, Fraction]],
    unit: Fraction,
    columns: Sequence[str],
) -> list[Ribbon]:
    """What stays and what moves between two rounds. What moves in stands to the right of what was there."""
    found: list[Ribbon] = []
    arrived = {option: rows[i].get(option, Fraction(0)) for option in columns}
    moving = row.get("moves")
    leaving = row.get("out")
    moves = dict(moving) if isinstance(moving, Mapping) and isinstance(leaving, list) else {}
    source = str(leaving[0]) if isinstance(leaving, list) and leaving else ""
    kept = rows[i].get(source, Fraction(0)) - sum((Fraction(n) for n in moves.values()), Fraction(0))
    for option in columns:
        stays = kept if option == source else rows[i].get(option, Fraction(0))
        if stays > 0 and option in rows[i + 1]:
            found.append(_ribbon(option, i, starts[i][option], starts[i + 1][option], stays * unit))
    left = starts[i].get(source, Fraction(0)) + (kept * unit if source in rows[i + 1] else 0)
    for option in columns:
        if option in moves:
            amount = Fraction(moves[option])
            into = starts[i + 1][option] + arrived[option] * unit
            found.append(_ribbon(source, i, left, into, amount * unit))
            left += amount * unit
    return found


def _ribbon(option: str, i: int, above: Fraction, below: Fraction, width: Fraction) -> Ribbon:
    top, bottom = i * (BAR + GAP) + BAR, (i + 1) * (BAR + GAP)
    middle = (top + bottom) / 2
    a, b, c, d = _at(above), _at(above + width), _at(below + width), _at(below)
    path = f"M{a} {top}C{a} {middle} {d} {middle} {d} {bottom}H{c}C{c} {middle} {b} {middle} {b} {top}Z"
    return Ribbon(option=option, path=path)


def pieces(amounts: Sequence[tuple[str, int]], whole: int) -> tuple[Piece, ...]:
    """A bar of `whole` filled from the left."""
    x, found = Fraction(0), []
    for option, amount in amounts:
        width = Fraction(amount * WIDTH, max(1, whole))
        found.append(Piece(option=option, x=_at(x), width=_at(width)))
        x += width
    return tuple(found)


def _at(number: Fraction) -> float:
    return round(float(number), 1)


def _short(number: Fraction) -> str:
    """Whole, or with one decimal: a picture is no table."""
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.1f}"
