"""How large a text can be printed on one sheet for the wall."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

SIZES = (40, 36, 32, 28, 25, 22, 20, 18)
WIDTH, HEIGHT = 638, 650  # points of an A3 sheet inside its frame, under the title and over the foot
LEADING = 1.72  # a line with what stands between clauses


def largest_size(lengths: Sequence[int]) -> int:
    """The largest type in points with which paragraphs of so many characters fill one sheet; else the smallest."""
    for size in SIZES:
        each = WIDTH // size
        lines = sum(ceil((length + 2) / each) for length in lengths)
        if lines * size * LEADING <= HEIGHT:
            return size
    return SIZES[-1]
