"""三字句: conventions written as verse, in lines of three characters that everybody can say by heart."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BREAKS = re.compile(r"[，,。．；;、：:！!？?\s]+")
_SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]*")
FEWEST = 8
SYLLABLES = 3


def is_rhyme(rows: Sequence[str]) -> bool:
    """Whether at least nine in ten of eight or more phrases have exactly three characters."""
    phrases = [phrase for row in rows for phrase in _BREAKS.split(row) if phrase]
    fitting = sum(len(phrase) == SYLLABLES for phrase in phrases)
    return len(phrases) >= FEWEST and fitting * 10 >= len(phrases) * 9


def sentences(row: str) -> list[str]:
    """The sentences of one line, each of which becomes a clause."""
    return [sentence.strip() for sentence in _SENTENCE.findall(row) if sentence.strip()]
