"""What a clause may not say and what it should say better, found while it is written.

Level E stands for what no convention can give itself the right to do (fines, cutting off water, rights taken
from women, the way to the courts, guilt by kin, discrimination by origin, exposing personal data); level W for
what makes a clause weak. The patterns and the laws they rest on are data: `lint.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

DATA_FILE = Path(__file__).parents[1] / "lint.toml"
SENTENCE = re.compile(r"[^。；;！!？?\n]+")
GAPS = re.compile(r"[\s\u3000]+")
LONGEST_WORDS, FARTHEST_NEGATION = 24, 40
PUNCTUATION = re.compile(r"[^\w]+")
# "not" that reaches its verb: a strong one over a few words, 不 only straight or over a list of verbs
NEGATION = re.compile(
    r"(?:(?:不得|不准|不许|不能|不会|不可以?|不应当?|不因|不以|不再|不予|禁止|严禁|无权|杜绝|反对|废除|拒绝|不允许|防止|避免|任何人都?不)"
    r"[^，。；：的者则就否将]{0,14}"
    r"|不(?:实行|采取|采用|设置?|搞|用|进行|作|收|随意|得以|对[^，。；的者]{1,8})?"
    r"|(?:不得?|禁止|严禁|没有)[^，。；的者则就否]{0,8}[、或和与][^，。；的者则就否]{0,8})$"
)


class Code(StrEnum):
    """E1-E8 and W1-W5; the sentences for people are in `lint_words`."""

    FINE = "E1"
    CUT_OFF = "E2"
    WOMEN = "E3"
    PRIVATE_LIFE = "E4"
    COMPLAINT = "E5"
    KIN = "E6"
    ORIGIN = "E7"
    EXPOSURE = "E8"
    NO_SOURCE = "W1"
    VAGUE = "W2"
    LONG = "W3"
    HOLLOW = "W4"
    NO_SUBJECT = "W5"

    @property
    def blocks(self) -> bool:
        return self.value.startswith("E")


@dataclass(frozen=True)
class Law:
    """Where a refusal comes from. `note`: the year of the text whose numbering is cited, when a newer one exists."""

    name: str
    articles: str
    since: date
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing found. `quote` is in simplified script, as it stands in the text without gaps."""

    code: Code
    quote: str = ""
    laws: tuple[Law, ...] = ()


Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class LintRule:
    code: Code
    laws: tuple[Law, ...]
    find: Patterns = ()
    whom: Patterns = ()
    how: Patterns = ()
    context: Patterns = ()
    harmless: Patterns = ()
    within: int = 20
    either: bool = False

    def quote_in(self, sentence: str) -> str | None:
        """The words that make this sentence wrong, or None."""
        if any(pattern.search(sentence) for pattern in self.harmless):
            return None
        fits = self._fits(sentence)
        # beside pairs the plain patterns speak for themselves; alone they need their context
        if (fits or self.whom) and (found := self._plain(sentence)):
            return found
        return self._pair(sentence) if fits else None

    def _fits(self, sentence: str) -> bool:
        return not self.context or any(pattern.search(sentence) for pattern in self.context)

    def _plain(self, sentence: str) -> str | None:
        for pattern in self.find:
            for match in pattern.finditer(sentence):
                if not is_negated(sentence, match.start()):
                    return match.group()
        return None

    def _pair(self, sentence: str) -> str | None:
        for first in _matches(self.whom, sentence):
            behind = first.end(), min(len(sentence), first.end() + self.within + LONGEST_WORDS)
            before = max(0, first.start() - self.within - LONGEST_WORDS), first.start()
            for start, end in (behind, before)[: 1 + self.either]:
                if quote := self._beside(sentence, first, start, end):
                    return quote
        return None

    def _beside(self, sentence: str, first: re.Match[str], start: int, end: int) -> str | None:
        for pattern in self.how:
            for second in pattern.finditer(sentence, start, end):
                one, other = sorted((first, second), key=lambda match: match.start())
                near = other.start() - one.end() <= self.within
                if near and not any(is_negated(sentence, match.start()) for match in (one, other)):
                    return sentence[one.start() : other.end()]
        return None


def _matches(patterns: Patterns, sentence: str) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(sentence)


def is_negated(sentence: str, at: int) -> bool:
    """Whether what begins at `at` is what people promise *not* to do."""
    return NEGATION.search(sentence[max(0, at - FARTHEST_NEGATION) : at]) is not None


@dataclass(frozen=True)
class Hints:
    longest: int
    vague: Patterns
    named_bodies: Patterns
    subjects: Patterns
    duty_modalities: frozenset[str]
    hollow: tuple[str, ...]


@dataclass(frozen=True)
class LintRules:
    rules: tuple[LintRule, ...]
    hints: Hints


def _compiled(rows: Sequence[str]) -> Patterns:
    return tuple(re.compile(row) for row in rows)


def read_rules(data: dict[str, Any]) -> LintRules:
    rules = tuple(
        LintRule(
            code=Code(row["code"]),
            laws=tuple(Law(**law) for law in row["laws"]),
            within=row.get("within", 20),
            either=row.get("either", False),
            **{name: _compiled(row.get(name, ())) for name in ("find", "whom", "how", "context", "harmless")},
        )
        for row in data["rule"]
    )
    hints = data["hints"]
    return LintRules(
        rules,
        Hints(
            longest=hints["longest"],
            vague=_compiled(hints["vague"]),
            named_bodies=_compiled(hints["named_bodies"]),
            subjects=_compiled(hints["subjects"]),
            duty_modalities=frozenset(hints["duty_modalities"]),
            hollow=tuple(hints["hollow"]),
        ),
    )


@cache
def lint_rules(path: Path = DATA_FILE) -> LintRules:
    with path.open("rb") as file:
        return read_rules(tomllib.load(file))


@dataclass(frozen=True)
class ClauseText:
    """What is looked at. `text` and `subject` in simplified script."""

    text: str
    modality: str = "agree"
    subject: str = ""
    has_source: bool = True


def lint(clause: ClauseText, known: LintRules | None = None) -> tuple[Finding, ...]:
    """Everything found in one clause: each code once, E before W."""
    known = known or lint_rules()
    return (*_refused(clause.text, known.rules), *_hints(clause, known.hints))


def _refused(text: str, rules: Sequence[LintRule]) -> Iterator[Finding]:
    sentences = [GAPS.sub("", sentence) for sentence in SENTENCE.findall(text)]
    for rule in rules:
        quotes = (quote for sentence in sentences if (quote := rule.quote_in(sentence)))
        if quote := next(quotes, None):
            yield Finding(rule.code, quote, rule.laws)


def _hints(clause: ClauseText, hints: Hints) -> Iterator[Finding]:
    text = GAPS.sub("", clause.text)
    if not clause.has_source:
        yield Finding(Code.NO_SOURCE)
    if quote := _vague_word(text, clause.subject, hints):
        yield Finding(Code.VAGUE, quote)
    if len(text) > hints.longest:
        yield Finding(Code.LONG, str(len(text)))
    if is_hollow(text, hints.hollow):
        yield Finding(Code.HOLLOW)
    if clause.modality in hints.duty_modalities and not clause.subject and not _any(hints.subjects, text):
        yield Finding(Code.NO_SUBJECT)


def _any(patterns: Patterns, text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _vague_word(text: str, subject: str, hints: Hints) -> str:
    if subject:
        return ""
    for sentence in SENTENCE.findall(text):
        if _any(hints.named_bodies, sentence):
            continue
        for match in _matches(hints.vague, sentence):
            return match.group()
    return ""


def is_hollow(text: str, known: Sequence[str], most_left: int = 6) -> bool:
    """Whether hardly anything is left of a text once what every law says is taken out of it."""
    bare = left = PUNCTUATION.sub("", text)
    for sentence in sorted(known, key=len, reverse=True):
        left = left.replace(PUNCTUATION.sub("", sentence), "")
    return left != bare and len(left) <= most_left
