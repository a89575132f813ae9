"""How text is cut for every engine, and how a question is read.

`plain` puts one space between runs of letters. Chinese runs are then cut into overlapping pairs plus the
last character ("积分榜" gives 积分, 分榜, 榜), so that a phrase of pairs is exactly a substring and a question
of one character is a prefix. Latin words and numbers stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.search.fold import SYNONYMS, fold

HAN = "\u3005-\u3007\u3041-\u3096\u309d-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
LONGEST_WORD = 64
LONGEST_QUESTION = 200
MOST_UNITS = 8
MOST_SPELLINGS = 8
RUNS = re.compile(rf"[{HAN}]+|(?:(?![{HAN}])[^\W_]){{1,{LONGEST_WORD}}}")
ONE_HAN = re.compile(rf"[{HAN}]")
QUOTED = re.compile(r"[\"“”„‟«»「『](.*?)[\"“”„‟«»」』]")
LONGEST_SYNONYM = max(map(len, SYNONYMS), default=0)


def is_han(run: str) -> bool:
    return ONE_HAN.match(run) is not None


def plain(text: str) -> str:
    """Folded text with nothing but letters, and one space between runs."""
    return " ".join(RUNS.findall(fold(text)))


def tokens(plain_text: str) -> Iterator[str]:
    """What an index stores for a text that went through `plain`, in order."""
    for run in plain_text.split():
        if is_han(run):
            yield from (run[start : start + 2] for start in range(len(run) - 1))
            yield run[-1]
        else:
            yield run


@dataclass(frozen=True)
class Phrase:
    """One spelling of something that must stand in the text without a gap."""

    plain: str

    @property
    def runs(self) -> list[str]:
        return self.plain.split()

    @property
    def tokens(self) -> list[str]:
        """In order, for engines that know positions. The last one may be the start of a token: see `open_end`."""
        last = self.runs[-1]
        found = list(tokens(self.plain))
        return found[:-1] if is_han(last) and len(last) > 1 else found

    @property
    def open_end(self) -> bool:
        """A single Chinese character at the end also begins pairs: ask for it as a prefix."""
        last = self.runs[-1]
        return len(last) == 1 and is_han(last)

    @property
    def within(self) -> str:
        """The substring of " " + plain text + " " that proves this phrase."""
        runs = self.runs
        return f"{'' if is_han(runs[0]) else ' '}{self.plain}{'' if is_han(runs[-1]) else ' '}"

    def is_in(self, plain_text: str) -> bool:
        return self.within in f" {plain_text} "


Unit = tuple[Phrase, ...]


@dataclass(frozen=True)
class Question:
    """What somebody asks: every unit must be found, each in one of its spellings."""

    units: tuple[Unit, ...]

    def __bool__(self) -> bool:
        return bool(self.units)

    def is_answered_by(self, *plain_texts: str) -> bool:
        return all(any(phrase.is_in(text) for phrase in unit for text in plain_texts) for unit in self.units)


def read_question(text: str) -> Question:
    """Words are all wanted; "…" or 「…」 keeps words together and takes them literally."""
    text = text[:LONGEST_QUESTION]
    quoted = [(Phrase(literal),) for part in QUOTED.findall(text) if (literal := plain(part))]
    words = fold(QUOTED.sub(" ", text)).split()
    loose = [spellings(piece) for word in words for piece in pieces(word)]
    return Question(tuple(dict.fromkeys(quoted + loose))[:MOST_UNITS])


def pieces(word: str) -> Iterator[str]:
    """What stands between punctuation; 5号楼 stays one piece."""
    for piece in re.split(r"[\W_]+", word):
        if runs := plain(piece):
            yield runs


def spellings(piece: str) -> Unit:
    """The piece as asked and with the words of other regions in it."""
    found = [""]
    at = 0
    while at < len(piece):
        word = synonym_at(piece, at)
        choices = (word, *SYNONYMS[word]) if word else (piece[at],)
        found = [head + choice for head in found for choice in choices]
        found = found[:MOST_SPELLINGS]
        at += len(word) or 1
    return tuple(dict.fromkeys(Phrase(plain(spelling)) for spelling in found))


def synonym_at(piece: str, at: int) -> str:
    longest = min(LONGEST_SYNONYM, len(piece) - at)
    return next((piece[at : at + n] for n in range(longest, 1, -1) if piece[at : at + n] in SYNONYMS), "")
