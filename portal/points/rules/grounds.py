"""For what points may never be taken away, found by its words: rights that were used, and what a person is.

The words of `grounds.toml` are simplified; texts are folded before they are compared. What others have said about
somebody (“群众投诉”) is an occasion to look, not the person's own act, and is taken out before the search.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from portal.core.language import Script, to_script

WORDS_FILE = Path(__file__).parents[1] / "grounds.toml"


class Ground(StrEnum):
    """Why points may not be taken away; each is the key of a sentence."""

    PETITION = "petition"
    COMPLAINT = "complaint"
    OPINION = "opinion"
    BELIEF = "belief"
    HEALTH = "health"
    BIRTH = "birth"
    RELATIVES = "relatives"


@dataclass(frozen=True)
class Forbidden:
    """One ground, and the words it was found by."""

    ground: Ground
    words: tuple[str, ...]


@cache
def ground_words() -> tuple[tuple[str, ...], dict[Ground, tuple[str, ...]]]:
    """What is taken out before the search, and the words of each ground."""
    with WORDS_FILE.open("rb") as file:
        table = tomllib.load(file)
    return tuple(table.pop("apart")["words"]), {
        Ground(key): tuple(row["words"]) for key, row in table.items()
    }


def forbidden_grounds(*texts: str) -> tuple[Forbidden, ...]:
    """The forbidden grounds a rule or a finding speaks of; empty when it may stand."""
    apart, words = ground_words()
    whole = "\n".join(_folded(text) for text in texts)
    for phrase in apart:
        whole = whole.replace(phrase, "")
    found = {ground: tuple(word for word in own if word in whole) for ground, own in words.items()}
    return tuple(Forbidden(ground, hits) for ground, hits in found.items() if hits)


def _folded(text: str) -> str:
    """Simplified, without gaps: 上 訪 and 上访 are the same word."""
    return re.sub(r"\s+", "", to_script(text, Script.HANS)).casefold()
