"""What an import gives back, and why it may refuse."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.core.language.scripts import Script


class Form(StrEnum):
    """How the text is written: 第N条, 一、, 1., verse lines of three characters, or no numbers at all."""

    ARTICLES = "articles"
    ITEMS = "items"
    NUMBERS = "numbers"
    RHYME = "rhyme"
    PARAGRAPHS = "paragraphs"


class RemarkKind(StrEnum):
    """What the person who corrects the result should look at; each is the key of a sentence."""

    NO_TITLE = "no_title"
    NO_NUMBERING = "no_numbering"
    NUMBER_SKIPPED = "number_skipped"
    NUMBER_REPEATED = "number_repeated"
    NUMBER_BACKWARDS = "number_backwards"
    EMPTY_CLAUSE = "empty_clause"
    SPLIT_INSIDE_LINE = "split_inside_line"
    LOST_CHARACTERS = "lost_characters"
    PINYIN_DROPPED = "pinyin_dropped"


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One thing to check. `line` counts from 1 in the text as given (a Word file: in its paragraphs).

    `expected` and `found` are clause numbers; for PINYIN_DROPPED `found` is how many readings were removed.
    """

    kind: RemarkKind
    line: int
    expected: int | None = None
    found: int | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedChapter:
    """第一章 总则. `first_clause` is the position of the first clause in it."""

    label: str
    title: str
    first_clause: int
    line: int


@dataclass(frozen=True, kw_only=True)
class ImportedClause:
    """A clause as it was recognised.

    `position` runs from 1 without gaps and is the number to save; `number` and `label` are what was written
    (None and "" in verse and unnumbered text). `text` keeps sub-items as lines of their own. `chapter` is the
    index in `Imported.chapters`, or None.
    """

    position: int
    number: int | None
    label: str
    heading: str
    text: str
    chapter: int | None
    line: int


@dataclass(frozen=True, kw_only=True)
class Imported:
    """A whole text, taken apart. `adopted` is the line in brackets under the title, `closing` name and date."""

    title: str
    adopted: str
    preamble: str
    chapters: tuple[ImportedChapter, ...]
    clauses: tuple[ImportedClause, ...]
    closing: str
    form: Form
    script: Script
    dropped_pinyin: int
    warnings: tuple[Remark, ...]


class Unreadable(StrEnum):
    """Why a document is refused; each is the key of a sentence."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OLD_WORD = "old_word"
    PROTECTED = "protected"
    NOT_WORD = "not_word"
    DAMAGED = "damaged"


class UnreadableDocument(Exception):
    """This cannot be imported, for `reason`."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason.value)
        self.reason = reason
