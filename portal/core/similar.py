"""Finding what says the same, in either script: pairs of neighbouring characters, folded to one script.

It only suggests; what belongs together is always a person's decision.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import TypeVar

from portal.core.language import Script, to_script

LEAST = 0.28
"""Texts that share less than this are not worth showing to somebody who is writing."""
SHORTEST = 4
EMPTY_WORDS = re.compile(r"[^\w]+|[的了吗呢吧啊和与及在是有我们你您]")
Key = TypeVar("Key")


def folded(text: str) -> str:
    """What is compared: one script, no signs, no little words, one case."""
    return EMPTY_WORDS.sub("", to_script(text, Script.HANS).casefold())


def pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def alike(a: frozenset[str], b: frozenset[str]) -> float:
    """Between 0 and 1: the share of the shorter text's pairs that the other has, damped for very unequal ones."""
    if not a or not b:
        return 0.0
    shorter = min(len(a), len(b))
    return len(a & b) / shorter * math.sqrt(2 * shorter / (len(a) + len(b)))


def most_alike(text: str, others: Iterable[tuple[Key, str]], *, most: int = 5) -> list[Key]:
    """The keys of the texts that say nearly the same, the nearest first. `others` are folded already."""
    wanted = folded(text)
    if len(wanted) < SHORTEST:
        return []
    own = pairs(wanted)
    rated = [(alike(own, pairs(other)), number, key) for number, (key, other) in enumerate(others)]
    near = sorted((one for one in rated if one[0] >= LEAST), key=lambda one: (-one[0], one[1]))
    return [key for _rate, _number, key in near[:most]]
