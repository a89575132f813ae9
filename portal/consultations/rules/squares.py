"""A picture in a hundred squares, A1 to J10: a place on it can be said on the telephone and typed without a mouse."""

from __future__ import annotations

import re

COLUMNS = "ABCDEFGHIJ"
ROWS = 10
WHOLE = 1000
"""Points are kept in thousandths of the width and the height."""
SQUARE = re.compile(r"([A-Ja-j])\s*(10|[1-9])")


def point_of(square: str) -> tuple[int, int]:
    """The middle of a square. Raises ValueError for what is no square."""
    found = SQUARE.fullmatch(square.strip())
    if found is None:
        raise ValueError(square)
    column, row = COLUMNS.index(found[1].upper()), int(found[2]) - 1
    return (column * 100 + 50, row * 100 + 50)


def square_at(x: int, y: int) -> str:
    """The square in which a point lies; the far edges belong to the last ones."""
    return f"{COLUMNS[min(x // 100, 9)]}{min(y // 100, 9) + 1}"
