"""Goes through the recognised lines of a convention and puts them together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from portal.conventions.importing.lines import Line, Mark
from portal.conventions.importing.result import Form, ImportedChapter, ImportedClause, Remark, RemarkKind
from portal.conventions.importing.verse import is_rhyme, sentences

LONGEST_TITLE = 60
LONGEST_HEADING = 15
LONGEST_CLOSING = 60

_FORMS = {Mark.ARTICLE: Form.ARTICLES, Mark.ITEM: Form.ITEMS, Mark.NUMBER: Form.NUMBERS}
_HEADING = re.compile(r"[（(【〔]\s*([^（）()【】〔〕]{1,30}?)\s*[）)】〕]\s*")
_SENTENCE_END = tuple("。！？!?；;：:”』」）)》…、")
_KINDS = re.compile(
    "公约|公約|民约|民約|规约|規約|章程|守则|守則|制度|办法|辦法|倡议|倡議|承诺|承諾|公告|细则|細則"
)
_ADOPTION = re.compile("通过|通過|备案|備案|修订|修訂|表决|表決|施行|公布")
_DATE = re.compile(r".{0,30}?[0-9〇零○一二三四五六七八九]{4}\s*年.{1,3}月.{1,3}[日号號]")
_CONTENTS = re.compile(r"目\s*[录錄]|目\s*次")
_LEADERS = " .…·⋯\t"


@dataclass
class _Draft:
    """A clause while it is being read."""

    line: int
    number: int | None = None
    label: str = ""
    heading: str = ""
    chapter: int | None = None
    paragraphs: list[str] = field(default_factory=list)


@dataclass
class Reader:
    """Goes through the lines once: head (title, adoption, preamble), then clauses, then the closing."""

    lines: list[Line]
    mark: Mark
    title: str = ""
    adopted: str = ""
    preamble: list[str] = field(default_factory=list)
    chapters: list[ImportedChapter] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    drafts: list[_Draft] = field(default_factory=list)
    form: Form = Form.PARAGRAPHS

    def read(self) -> None:
        body = self._take_closing(self._read_head())
        if self.mark is Mark.NONE:
            self._read_unnumbered(body)
        else:
            self.form = _FORMS[self.mark]
            self._read_numbered(body)
        if not self.title:
            self._remark(RemarkKind.NO_TITLE, self.lines[0].at)
        self._drop_empty_chapters()
        self._check_numbers()

    def clauses(self) -> list[ImportedClause]:
        return [
            ImportedClause(
                position=position,
                number=draft.number,
                label=draft.label,
                heading=draft.heading,
                text="\n".join(draft.paragraphs),
                chapter=draft.chapter,
                line=draft.line,
            )
            for position, draft in enumerate(self.drafts, 1)
        ]

    # the head

    def _read_head(self) -> list[Line]:
        """Take title, adoption line and preamble; give back the lines from the first clause or chapter on."""
        begins = (self.mark, Mark.CHAPTER)
        if self.mark is Mark.NONE:
            head, body = self._unnumbered_head()
        else:
            first = next(i for i, line in enumerate(self.lines) if line.mark in begins)
            head, body = [line.whole for line in self.lines[:first]], self.lines[first:]
        rows = self._take_adoption(self._take_title(head))
        for row in rows:
            if not _CONTENTS.fullmatch(row):
                self._join(self.preamble, row)
        return body

    def _unnumbered_head(self) -> tuple[list[str], list[Line]]:
        """Without numbers the head is the title and an adoption line in brackets, nothing more."""
        rows = [line.whole for line in self.lines]
        taken = 1 if _is_title(rows[0]) else 0
        while taken and taken < len(rows) and rows[taken][0] in "（(" and _ADOPTION.search(rows[taken]):
            taken += 1
        return rows[:taken], self.lines[taken:]

    def _take_title(self, rows: list[str]) -> list[str]:
        if not rows or not _is_title(rows[0]):
            return rows
        first, rest = rows[0].strip("《》"), rows[1:]
        split = rest and not _KINDS.search(first) and _is_title(rest[0]) and _KINDS.search(rest[0])
        self.title = first + rest[0] if split else first
        return rest[1:] if split else rest

    def _take_adoption(self, rows: list[str]) -> list[str]:
        """The bracket under the title that says when it was adopted, though it runs over several lines."""
        if not rows or rows[0][0] not in "（(":
            return rows
        end = next((i for i, row in enumerate(rows[:4]) if row.endswith(("）", ")"))), None)
        bracket = "" if end is None else "".join(rows[: end + 1])
        if end is None or not _ADOPTION.search(bracket):
            return rows
        self.adopted = bracket[1:-1].strip()
        return rows[end + 1 :]

    # clauses

    def _read_numbered(self, body: list[Line]) -> None:
        for i, line in enumerate(body):
            following = body[i + 1] if i + 1 < len(body) else None
            if line.mark is Mark.CHAPTER:
                self._chapter(line)
            elif line.mark is self.mark:
                self._clause(line, following)
            elif self.drafts:
                self._continue(line)
            else:
                self._join(self.preamble, line.whole)

    def _chapter(self, line: Line) -> None:
        self.chapters.append(
            ImportedChapter(
                label=line.label.rstrip(":："),
                title=_without_leaders(line.rest),
                first_clause=len(self.drafts) + 1,
                line=line.at,
            )
        )

    def _clause(self, line: Line, following: Line | None) -> None:
        heading, text = _split_heading(line.rest)
        if not heading and _stands_alone(text, following, self.mark):
            heading, text = text, ""
        draft = _Draft(line.at, line.number, line.label.rstrip("、．."), heading)
        draft.chapter = len(self.chapters) - 1 if self.chapters else None
        draft.paragraphs = [text] if text else []
        self.drafts.append(draft)
        if line.split:
            self._remark(RemarkKind.SPLIT_INSIDE_LINE, line.at, found=line.number)

    def _continue(self, line: Line) -> None:
        paragraphs = self.drafts[-1].paragraphs
        if line.mark is Mark.NONE:
            self._join(paragraphs, line.rest)
        else:
            paragraphs.append(line.whole)

    def _join(self, paragraphs: list[str], row: str) -> None:
        """Add a line: to the last paragraph when that was broken in mid-sentence, else as a new one."""
        if paragraphs and not paragraphs[-1].endswith(_SENTENCE_END):
            glue = " " if paragraphs[-1][-1:].isascii() and row[:1].isascii() else ""
            paragraphs[-1] += glue + row
        else:
            paragraphs.append(row)

    def _take_closing(self, body: list[Line]) -> list[Line]:
        """Name and date under the last clause are no part of it."""
        if len(body) < 2 or body[-1].mark is not Mark.NONE or not _DATE.fullmatch(body[-1].rest):
            return body
        name = body[-2]
        signed = (
            name.mark is Mark.NONE
            and len(name.rest) <= LONGEST_CLOSING
            and name.rest[-1] not in _SENTENCE_END
        )
        kept = len(body) - 2 if signed and len(body) > 2 else len(body) - 1
        self.closing = [line.rest for line in body[kept:]]
        return body[:kept]

    def _read_unnumbered(self, body: list[Line]) -> None:
        rows = [line.whole for line in body]
        rhyme = is_rhyme(rows)
        self.form = Form.RHYME if rhyme else Form.PARAGRAPHS
        for line, row in zip(body, rows, strict=True):
            if rhyme:
                self.drafts += [_Draft(line.at, paragraphs=[verse]) for verse in sentences(row)]
            else:
                self.drafts.append(_Draft(line.at, paragraphs=[row]))
        if not rhyme:
            self._remark(RemarkKind.NO_NUMBERING, self.lines[0].at)

    # afterwards

    def _drop_empty_chapters(self) -> None:
        """A table of contents names the chapters a second time; only those that hold clauses stay."""
        used = sorted({draft.chapter for draft in self.drafts if draft.chapter is not None})
        self.chapters = [self.chapters[i] for i in used]
        for draft in self.drafts:
            draft.chapter = None if draft.chapter is None else used.index(draft.chapter)

    def _check_numbers(self) -> None:
        last, chapter, seen = 0, None, set[int]()
        for draft in self.drafts:
            if self.mark is not Mark.ARTICLE and draft.chapter != chapter and draft.number == 1:
                last, seen = 0, set()
            chapter = draft.chapter
            if draft.number is not None:
                self._check_number(draft, last, seen)
                last = draft.number
                seen.add(draft.number)
            if not draft.paragraphs and not draft.heading:
                self._remark(RemarkKind.EMPTY_CLAUSE, draft.line, found=draft.number)

    def _check_number(self, draft: _Draft, last: int, seen: set[int]) -> None:
        number = draft.number or 0
        if number in seen:
            self._remark(RemarkKind.NUMBER_REPEATED, draft.line, expected=last + 1, found=number)
        elif number < last:
            self._remark(RemarkKind.NUMBER_BACKWARDS, draft.line, expected=last + 1, found=number)
        elif number != last + 1:
            self._remark(RemarkKind.NUMBER_SKIPPED, draft.line, expected=last + 1, found=number)

    def _remark(
        self, kind: RemarkKind, line: int, *, expected: int | None = None, found: int | None = None
    ) -> None:
        self.remarks.append(Remark(kind=kind, line=line, expected=expected, found=found))


def _is_title(row: str) -> bool:
    return len(row) <= LONGEST_TITLE and not row.endswith(tuple("。；;，,：:、")) and row[0] not in "（("


def _split_heading(rest: str) -> tuple[str, str]:
    found = _HEADING.match(rest)
    return (found[1], rest[found.end() :]) if found else ("", rest)


def _stands_alone(text: str, following: Line | None, mark: Mark) -> bool:
    """Whether a short line without an end is a heading: something of the clause must follow below it."""
    if not text or following is None or following.mark in (mark, Mark.CHAPTER):
        return False
    return len(text) <= LONGEST_HEADING and not re.search("[，。；：！？,;:]", text)


def _without_leaders(title: str) -> str:
    """A chapter's title without the dots and the page number of a table of contents."""
    dotted = title.rstrip("0123456789")
    bare = dotted.rstrip(_LEADERS)
    leaders = dotted[len(bare) :]
    return bare if any(sign in leaders for sign in ("..", "…", "··", "⋯")) else title
