"""Automatic numbers of Word: they stand nowhere in the text and are counted again as Word would.

Source: ECMA-376 part 1, 17.9 (w:num, w:abstractNum, w:lvl, w:numFmt, w:lvlText, w:lvlOverride).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from portal.conventions.rules.numerals import HIGHEST, to_chinese

LEVELS = 9
LONGEST_STYLE_CHAIN = 10

Element = Any  # lxml has no types


def _circled(n: int) -> str:
    return chr(0x245F + n) if 1 <= n <= 20 else str(n)


def _letter(n: int) -> str:
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _roman(n: int) -> str:
    pairs = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ["m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"],
        strict=True,
    )
    text = ""
    for value, letters in pairs:
        count, n = divmod(n, value)
        text += letters * count
    return text


def _stem(n: int) -> str:
    return "甲乙丙丁戊己庚辛壬癸"[(n - 1) % 10]


def _full_width(n: int) -> str:
    return str(n).translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": to_chinese,
    "chineseCountingThousand": to_chinese,
    "taiwaneseCounting": to_chinese,
    "taiwaneseCountingThousand": to_chinese,
    "japaneseCounting": to_chinese,
    "chineseLegalSimplified": to_chinese,
    "ideographLegalTraditional": to_chinese,
    "ideographDigital": to_chinese,
    "ideographTraditional": _stem,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
}


@dataclass(frozen=True)
class _Level:
    """One level of a list: where it starts, how a number is written and what stands around it."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    glue: str = " "

    def written(self, n: int) -> str:
        return _FORMATS.get(self.number_format, str)(n) if 0 < n <= HIGHEST else str(n)


@dataclass
class Numbering:
    """The lists of one document and how far each has been counted."""

    levels: dict[int, dict[int, _Level]] = field(default_factory=dict)
    lists: dict[int, int] = field(default_factory=dict)
    restarts: dict[int, dict[int, int]] = field(default_factory=dict)
    counters: dict[int, list[int | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document) -> Numbering:
        """The numbering part of a document; without one nothing is numbered."""
        part = next(
            (
                rel.target_part
                for rel in document.part.rels.values()
                if rel.reltype.endswith("/numbering") and not rel.is_external
            ),
            None,
        )
        numbering = cls()
        if part is None:
            return numbering
        root: Element = part.element
        for abstract in root.findall(qn("w:abstractNum")):
            key = _whole(abstract.get(qn("w:abstractNumId")))
            numbering.levels[key] = {
                _whole(e.get(qn("w:ilvl"))): _level(e) for e in abstract.findall(qn("w:lvl"))
            }
        for num in root.findall(qn("w:num")):
            key = _whole(num.get(qn("w:numId")))
            numbering.lists[key] = _value(num, "w:abstractNumId", 0)
            numbering.restarts[key] = {
                _whole(e.get(qn("w:ilvl"))): _value(e, "w:startOverride", 1)
                for e in num.findall(qn("w:lvlOverride"))
                if e.find(qn("w:startOverride")) is not None
            }
        return numbering

    def next_label(self, paragraph: Paragraph) -> str:
        """The number in front of a paragraph ("第三条 "), counting it; "" when it has none."""
        list_id, at = _place(paragraph)
        abstract = self.lists.get(list_id)
        level = self.levels.get(abstract, {}).get(at) if abstract is not None else None
        if abstract is None or level is None or level.number_format == "none":
            return ""
        if level.number_format == "bullet":
            return "• "
        counted = self._count(abstract, list_id, at)
        shown = re.sub(
            r"%([1-9])", lambda found: self._number(abstract, int(found[1]) - 1, counted, level), level.text
        )
        return shown + level.glue if shown else ""

    def _count(self, abstract: int, list_id: int, at: int) -> list[int | None]:
        """Count one paragraph on level `at`; deeper levels begin again. Lists of one kind count together."""
        counted = self.counters.setdefault(abstract, [None] * LEVELS)
        for i, start in self.restarts.pop(list_id, {}).items():
            if 0 <= i < LEVELS:
                counted[i] = start - 1
        before = counted[at]
        counted[at] = self.levels[abstract][at].start if before is None else before + 1
        counted[at + 1 :] = [None] * (LEVELS - at - 1)
        return counted

    def _number(self, abstract: int, i: int, counted: list[int | None], shown_by: _Level) -> str:
        level = self.levels[abstract].get(i, shown_by)
        n = counted[i]
        return level.written(level.start if n is None else n)


def _level(element: Element) -> _Level:
    suffix = element.find(qn("w:suff"))
    return _Level(
        start=_value(element, "w:start", 1),
        number_format=_text(element, "w:numFmt", "decimal"),
        text=_text(element, "w:lvlText", ""),
        glue="" if suffix is not None and suffix.get(qn("w:val")) == "nothing" else " ",
    )


def _place(paragraph: Paragraph) -> tuple[int, int]:
    """The list (0: none) and level of a paragraph: its own or, piece by piece, that of its style."""
    found: dict[str, int] = {}
    style, properties = paragraph.style, paragraph._p.pPr
    for _ in range(LONGEST_STYLE_CHAIN):
        place = None if properties is None else properties.find(qn("w:numPr"))
        for name in ("w:numId", "w:ilvl"):
            if place is not None and place.find(qn(name)) is not None:
                found.setdefault(name, _value(place, name, 0))
        if style is None or "w:numId" in found:
            break
        properties, style = style.element.find(qn("w:pPr")), style.base_style
    at = found.get("w:ilvl", 0)
    return (found.get("w:numId", 0), at) if 0 <= at < LEVELS else (0, 0)


def _text(parent: Element, name: str, default: str) -> str:
    child = parent.find(qn(name))
    value = None if child is None else child.get(qn("w:val"))
    return default if value is None else str(value)


def _value(parent: Element, name: str, default: int) -> int:
    return _whole(_text(parent, name, str(default)))


def _whole(text: str | None) -> int:
    """A number of the file; nonsense counts as -1 and so belongs to no list."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else -1
