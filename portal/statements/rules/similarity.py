"""Has somebody said this already? Counted in characters and pairs of characters; people decide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from math import log, sqrt

ALIKE = 0.45  # from here on a statement is worth showing beside the new one
MOST = 3
_SIGNS = re.compile(r"[^\w]|_")

Weights = dict[str, float]


def grams(text: str) -> Counter[str]:
    """Characters and neighbouring pairs; signs and spaces do not count. Give it text of one script."""
    plain = _SIGNS.sub("", text.lower())
    return Counter([*plain, *(plain[at : at + 2] for at in range(len(plain) - 1))])


def similar(text: str, others: Mapping[int, str]) -> list[tuple[int, float]]:
    """The statements most like it with their likeness, the most alike first. Words that all use weigh little."""
    counted = {key: grams(other) for key, other in others.items()}
    wanted = grams(text)
    used = Counter(gram for one in counted.values() for gram in one)
    total = len(counted) + 1

    def weighed(one: Counter[str]) -> Weights:
        return {gram: number * log(1 + total / (1 + used[gram])) for gram, number in one.items()}

    mine = weighed(wanted)
    found = [(key, cosine(mine, weighed(other))) for key, other in counted.items()]
    return sorted((one for one in found if one[1] >= ALIKE), key=lambda one: (-one[1], one[0]))[:MOST]


def cosine(one: Weights, other: Weights) -> float:
    together = sum(weight * other[gram] for gram, weight in one.items() if gram in other)
    return together / (length(one) * length(other)) if together else 0.0


def length(one: Weights) -> float:
    return sqrt(sum(weight * weight for weight in one.values()))
