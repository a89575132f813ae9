"""Lines of a convention and the marks they begin with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.conventions.rules.numerals import NUMERAL, from_chinese
from portal.core.language.clean import LINE_BREAKS, readable, without_hidden


class Mark(StrEnum):
    """How a line begins. Which of them begin clauses depends on the text (see `clause_mark`)."""

    CHAPTER = "chapter"
    ARTICLE = "article"
    ITEM = "item"
    NUMBER = "number"
    SUB_ITEM = "sub_item"
    NONE = "none"


@dataclass(frozen=True)
class Line:
    """A line without its mark; `at` is its number in the input, `split` says it was cut out of a longer one."""

    at: int
    mark: Mark
    label: str
    number: int | None
    rest: str
    split: bool = False

    @property
    def whole(self) -> str:
        """The line with its mark, as it was written."""
        glue = "" if not self.label or self.label.endswith(("、", "．", "）", ")")) else " "
        return f"{self.label}{glue}{self.rest}" if self.rest else self.label


_CHINESE = "[零〇○一二两兩三四五六七八九十百千廿卄卅卌]{1,9}"
_PATTERNS = (
    (Mark.CHAPTER, re.compile(rf"(第\s*({NUMERAL})\s*[章节節编編])(?:[\s:：]+|(?=[^规規所的中])|$)")),
    (Mark.ARTICLE, re.compile(rf"(第\s*({NUMERAL})\s*[条條])(?:之[一二三四五六七八九十])?")),
    (Mark.ITEM, re.compile(rf"(({_CHINESE})\s*[、．.])\s*")),
    (Mark.NUMBER, re.compile(r"(([0-9０-９]{1,3})\s*(?:[.．](?![0-9０-９])|、))\s*")),
    (Mark.SUB_ITEM, re.compile(rf"([（(]\s*({NUMERAL})\s*[）)]、?)\s*")),
    (Mark.SUB_ITEM, re.compile(r"(([①-⑳⑴-⒇❶-❿]))\s*")),
    (Mark.SUB_ITEM, re.compile(r"(([0-9０-９]{1,3})\s*[）)])\s*")),
    (Mark.SUB_ITEM, re.compile(r"(([•·●▪◆\-–—*]))\s+")),
)
# 第四条规定…, 第四条、第六条… and 第四条第二款 at the start of a line speak of a clause and begin none
_REFERENCE = re.compile(r"(?:[、和及或与與至到的所第中之，,；;]|规定|規定|以外|除外|执行|執行)")
_SENTENCE_END = "。！？!?；;"
_INSIDE = re.compile(rf"(?<=[{_SENTENCE_END}])\s*(?=第\s*({NUMERAL})\s*[条條](?:\s|[（(【〔]))")
_LOST = re.compile("[\ufffd\ue000-\uf8ff\u3105-\u312f]")


def clean_lines(text: str) -> list[str]:
    """The lines as they stood (empty ones too, so that numbers stay right), NFC, without hidden characters."""
    rows = LINE_BREAKS.sub("\n", readable(text)).split("\n")
    return [unicodedata.normalize("NFC", without_hidden(row)).strip() for row in rows]


def lost_characters(row: str) -> bool:
    """Whether a line shows the traces of a broken conversion (U+FFFD, private use, stray bopomofo)."""
    return bool(_LOST.search(row))


def recognise(rows: Iterable[str]) -> list[Line]:
    """The lines that say something, each with its mark; several articles on one line become several lines."""
    return [line for at, row in enumerate(rows, 1) for line in _pieces(at, row) if row]


def clause_mark(lines: list[Line]) -> Mark:
    """The mark that begins clauses here: the highest level that is used, or NONE."""
    used = [line.mark for line in lines]
    if Mark.ARTICLE in used:
        return Mark.ARTICLE
    return next((mark for mark in (Mark.ITEM, Mark.NUMBER) if used.count(mark) > 1), Mark.NONE)


def _pieces(at: int, row: str) -> Iterator[Line]:
    start, last = 0, None
    for cut in _INSIDE.finditer(row):
        before = _line(at, row[start : cut.start()], split=start > 0)
        last = before.number if before.mark is Mark.ARTICLE else last
        if last is not None and from_chinese(cut[1]) == last + 1:
            yield before
            start = cut.end()
    yield _line(at, row[start:], split=start > 0)


def _line(at: int, row: str, *, split: bool) -> Line:
    for mark, pattern in _PATTERNS:
        found = pattern.match(row)
        if found is None:
            continue
        rest = row[found.end() :].strip()
        number = from_chinese(found[2])
        if mark in (Mark.ARTICLE, Mark.ITEM, Mark.CHAPTER) and number is None:
            continue
        if mark is Mark.ARTICLE and _REFERENCE.match(row, found.end()):
            break
        return Line(at, mark, re.sub(r"\s", "", found[0]), number, rest, split)
    return Line(at, Mark.NONE, "", None, row.strip(), split)
