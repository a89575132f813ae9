"""The exact text people sign, in one form, so that everybody gets the same hash of it.

The canonical text (version 1) is UTF-8 with one LF after each line:

    yiyue-convention 1
    zh-Hans
    title TAB <title>
    preamble TAB <preamble>
    <number> TAB <chapter> TAB <heading> TAB <text>        one line for each clause, by number
    zh-Hant
    … the same for the other script

Every text is brought to Unicode NFC; invisible format characters (zero width, bidi, BOM) are dropped; runs of
spaces (ideographic and tabs as well) become one space and vanish at the ends of lines; empty lines vanish;
line ends inside a text are written as backslash and n, a backslash as two. Clause numbers are plain Arabic
digits, so 第二十三条 and 第23条 are the same clause. Nothing else is changed: not a comma, not a digit.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

HEADER = "yiyue-convention 1"
SCRIPTS = (("zh-Hans", "hans"), ("zh-Hant", "hant"))
ALGORITHMS = ("sha256", "sm3")


@dataclass(frozen=True)
class TextPair:
    """One text in both scripts."""

    hans: str = ""
    hant: str = ""


NO_TEXT = TextPair()


@dataclass(frozen=True, kw_only=True)
class ClauseText:
    """What of a clause is signed: its number, chapter, heading and wording in both scripts."""

    number: int
    text: TextPair
    heading: TextPair = NO_TEXT
    chapter: TextPair = NO_TEXT


def canonical(
    clauses: Iterable[ClauseText], *, title: TextPair = NO_TEXT, preamble: TextPair = NO_TEXT
) -> str:
    """The canonical text as the module describes it. Clauses may come in any order.

    Raises ValueError for a number below 1 or used twice: such a text has no one meaning to sign.
    """
    ordered = sorted(clauses, key=lambda clause: clause.number)
    numbers = [clause.number for clause in ordered]
    if len(set(numbers)) != len(numbers) or (numbers and numbers[0] < 1):
        raise ValueError("each clause needs a number of its own, from 1")
    lines = [HEADER]
    for tag, script in SCRIPTS:
        lines += [tag, _line("title", title, script=script), _line("preamble", preamble, script=script)]
        lines += [_line(str(c.number), c.chapter, c.heading, c.text, script=script) for c in ordered]
    return "".join(line + "\n" for line in lines)


def text_hash(
    clauses: Iterable[ClauseText],
    alg: str = "sha256",
    *,
    title: TextPair = NO_TEXT,
    preamble: TextPair = NO_TEXT,
) -> str:
    """The hash of the canonical text in hexadecimal, by SHA-256 or SM3 (GB/T 32905). Keep `alg` beside it."""
    return hash_of(canonical(clauses, title=title, preamble=preamble), alg)


def hash_of(exact: str, alg: str = "sha256") -> str:
    """The same for a canonical text that is there already."""
    if alg not in ALGORITHMS:
        raise ValueError(f"not an algorithm for signed texts: {alg}")
    return hashlib.new(alg, exact.encode(), usedforsecurity=True).hexdigest()


def _line(name: str, *pairs: TextPair, script: str) -> str:
    return "\t".join([name, *(_one_line(pair.hans if script == "hans" else pair.hant) for pair in pairs)])


@lru_cache(maxsize=8192)
def _one_line(text: str) -> str:
    """Kept for the texts used last: a page of a long convention asks for hundreds of them each time."""
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    rows = (" ".join(row.split()) for row in unicodedata.normalize("NFC", visible).splitlines())
    return "\\n".join(row.replace("\\", "\\\\") for row in rows if row)
