"""The drawing of a map: shown marks, shapes and statements brought to the size of the paper. Plain arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Any

WIDE, HIGH, EDGE = 640, 440, 44


@dataclass(frozen=True)
class Spot:
    """Something at a place of the paper; `size` is a radius, `text` stands beside it."""

    x: float
    y: float
    size: float = 0
    text: str = ""
    group: int = 0
    count: int = 0


@dataclass(frozen=True)
class Shape:
    """The hull of one group as the points of a polygon, and where its name stands."""

    group: int
    corners: str
    name_at: Spot


@dataclass(frozen=True)
class Chart:
    """Everything that is drawn."""

    shapes: Sequence[Shape]
    marks: Sequence[Spot]
    statements: Sequence[Spot]
    own: Spot | None


class Paper:
    """Turns places of the map into places of the paper: the middle stays in the middle, up is up."""

    def __init__(self, places: Iterable[tuple[float, float]]) -> None:
        found = list(places) or [(1.0, 1.0)]
        across = max(abs(x) for x, _y in found) or 1.0
        up = max(abs(y) for _x, y in found) or 1.0
        self.across, self.up = (WIDE / 2 - EDGE) / across, (HIGH / 2 - EDGE) / up

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Within the paper, even for somebody who stands apart from everybody."""
        right = min(WIDE - EDGE / 2, max(EDGE / 2, WIDE / 2 + x * self.across))
        down = min(HIGH - EDGE / 2, max(EDGE / 2, HIGH / 2 - y * self.up))
        return round(right, 1), round(down, 1)


def chart(
    shown: Mapping[str, Any], named: Mapping[int, int], own: tuple[float, float, int | None] | None
) -> Chart:
    """`named` are the statements to draw, with their numbers; `own` is for one reader only."""
    groups: list[Mapping[str, Any]] = shown["groups"]
    marks = [(mark, number) for number, group in enumerate(groups) for mark in group["marks"]]
    marks += [(mark, 0) for mark in shown["marks"]]
    paper = Paper((x, y) for (x, y, _count), _group in marks)
    return Chart(
        shapes=[shape(paper, number, group) for number, group in enumerate(groups)],
        marks=[
            Spot(*paper.at(x, y), size=round(3 + 1.6 * sqrt(count), 1), group=group, count=count)
            for (x, y, count), group in marks
        ],
        statements=statements(shown, named),
        own=Spot(*paper.at(own[0], own[1]), group=own[2] or 0) if own else None,
    )


def shape(paper: Paper, number: int, group: Mapping[str, Any]) -> Shape:
    corners = [paper.at(x, y) for x, y in group["hull"]]
    middle = paper.at(*group["centre"])
    top = min((y for _x, y in corners), default=middle[1])
    return Shape(
        group=number,
        corners=" ".join(f"{x},{y}" for x, y in corners),
        name_at=Spot(middle[0], max(16.0, round(top - 22, 1)), group=number),
    )


def statements(shown: Mapping[str, Any], named: Mapping[int, int]) -> list[Spot]:
    """On a scale of their own: what counts is the direction in which agreement leads."""
    points = {one: shown["statement_points"].get(str(one)) for one in named}
    there = {one: point for one, point in points.items() if point}
    far = max((hypot(x, y) for x, y in there.values()), default=0) or 1.0
    reach = min(WIDE, HIGH) / 2 - EDGE
    return [
        Spot(
            round(WIDE / 2 + x / far * reach * WIDE / HIGH, 1),
            round(HIGH / 2 - y / far * reach, 1),
            text=str(named[one]),
        )
        for one, (x, y) in there.items()
    ]


def percent(part: int, whole: int) -> int:
    """Rounded, halves up."""
    return (200 * part + whole) // (2 * whole) if whole else 0
