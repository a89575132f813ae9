"""Words that may not stand on a board: what identifies a person, and what is nobody's business."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from portal.core.language import Script, to_script
from portal.core.masking import find_personal_data

WORDS_FILE = Path(__file__).parents[1] / "wording.toml"
HAN_NAME = re.compile(r"[\u3400-\u9fff·]{2,}")


class Kind(StrEnum):
    """Why a word may not stand there; each is the key of a sentence."""

    NUMBER = "number"
    NAME = "name"
    RELIGION = "religion"
    HEALTH = "health"
    INCOME = "income"
    PETITION = "petition"
    FAMILY = "family"
    BELIEF = "belief"
    MINORS = "minors"


@dataclass(frozen=True)
class Problem:
    kind: Kind
    words: tuple[str, ...]


@cache
def forbidden_words(path: Path = WORDS_FILE) -> dict[Kind, tuple[str, ...]]:
    with path.open("rb") as file:
        return {Kind(key): tuple(row["words"]) for key, row in tomllib.load(file).items()}


def folded(text: str) -> str:
    """Simplified, without gaps: 王 大 海 and 王大海 are the same name."""
    return re.sub(r"\s+", "", to_script(text, Script.HANS)).casefold()


def problems(text: str, names: Iterable[str] = (), *, matters: bool = True) -> tuple[Problem, ...]:
    """Everything in `text` that may not be published. `names` are those of known people, folded.

    Only names of two and more Han characters are looked for; other names would be found in every sentence.
    With `matters=False` only what identifies a person is looked for.
    """
    whole = folded(text)
    found = {Kind.NUMBER: tuple(text[f.start : f.end] for f in find_personal_data(text))}
    found[Kind.NAME] = tuple(n for n in names if HAN_NAME.fullmatch(n) and n in whole)
    if matters:
        for kind, words in forbidden_words().items():
            found[kind] = tuple(word for word in words if word in whole)
    return tuple(Problem(kind, words) for kind, words in found.items() if words)
