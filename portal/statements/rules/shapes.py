"""What a map may show of many people's places: middles of at least so many, and the shape around them."""

from __future__ import annotations

import numpy as np

from portal.statements.rules.matrix import Floats, Ints

Mark = tuple[float, float, int]


def marks(points: Floats, least: int) -> list[Mark]:
    """Middles of neighbouring people, `least` of them or more behind each, and how many they are.

    The halves of a cloud are split along their longer side until one more cut would leave too few.
    """
    if len(points) < least:
        return []
    found: list[Mark] = []
    waiting: list[Ints] = [np.arange(len(points))]
    while waiting:
        rows = waiting.pop()
        if len(rows) < 2 * least:
            middle = points[rows].mean(axis=0)
            found.append((float(middle[0]), float(middle[1]), len(rows)))
            continue
        axis = int(np.ptp(points[rows], axis=0).argmax())
        order = rows[np.argsort(points[rows, axis], kind="stable")]
        half = len(order) // 2
        waiting += [order[:half], order[half:]]
    return sorted(found)


def hull(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners around some places, in turn. Made of middles only, never of one person's place."""
    found = sorted(set(places))
    if len(found) < 3:
        return found

    def half(row: list[tuple[float, float]]) -> list[tuple[float, float]]:
        chain: list[tuple[float, float]] = []
        for place in row:
            while len(chain) > 1 and turn(chain[-2], chain[-1], place) <= 0:
                chain.pop()
            chain.append(place)
        return chain[:-1]

    return half(found) + half(found[::-1])


def turn(one: tuple[float, float], two: tuple[float, float], three: tuple[float, float]) -> float:
    """Above zero when the way bends to the left."""
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])
