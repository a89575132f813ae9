"""Pasted text to clauses."""

from __future__ import annotations

from portal.conventions.importing.lines import clause_mark, clean_lines, lost_characters, recognise
from portal.conventions.importing.reader import Reader
from portal.conventions.importing.result import (
    Imported,
    Remark,
    RemarkKind,
    Unreadable,
    UnreadableDocument,
)
from portal.core.language.clean import drop_pinyin
from portal.core.language.scripts import detect

LONGEST = 200_000


def parse_text(text: str) -> Imported:
    """Take a pasted convention apart: title, adoption line, preamble, chapters, clauses, closing.

    Clauses begin with 第N条 where there are any, else with 一、, else with 1. or 1、; lower levels （一）, 1., ①
    stay inside their clause as lines of their own. Text without numbers becomes one clause for each paragraph,
    verse of three-character lines one for each sentence. Lines broken in the middle of a sentence are joined.
    Raises UnreadableDocument for an empty or too long text; everything else comes back with `warnings`.
    """
    if len(text) > LONGEST:
        raise UnreadableDocument(Unreadable.TOO_LARGE)
    cleaned = [drop_pinyin(row) for row in clean_lines(text)]
    rows = [row for row, _ in cleaned]
    lines = recognise(rows)
    if not lines:
        raise UnreadableDocument(Unreadable.EMPTY)
    reader = Reader(lines, clause_mark(lines))
    reader.read()
    remarks = reader.remarks + [
        Remark(kind=RemarkKind.LOST_CHARACTERS, line=at)
        for at, row in enumerate(rows, 1)
        if lost_characters(row)
    ]
    remarks += [
        Remark(kind=RemarkKind.PINYIN_DROPPED, line=at, found=count)
        for at, (_, count) in enumerate(cleaned, 1)
        if count
    ]
    return Imported(
        title=reader.title,
        adopted=reader.adopted,
        preamble="\n".join(reader.preamble),
        chapters=tuple(reader.chapters),
        clauses=tuple(reader.clauses()),
        closing="\n".join(reader.closing),
        form=reader.form,
        script=detect("\n".join(rows)),
        dropped_pinyin=sum(count for _, count in cleaned),
        warnings=tuple(sorted(remarks, key=lambda remark: remark.line)),
    )
