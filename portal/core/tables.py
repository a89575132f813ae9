"""A table somebody sends (CSV with any separator and in any of the usual encodings, or XLSX), as lines of cells."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from portal.core.language import clean_line
from portal.core.language.clean import readable

ENCODINGS = ("utf-8-sig", "gb18030", "big5hkscs")
SEPARATORS = "\t;,；，"
MOST_BYTES = 4 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_LINES = 6000
MOST_COLUMNS = 30
LONGEST_CELL = 200

Cells = list[str]


class Unreadable(ValueError):
    """No table can be read from this; the message is a key: "too_large", "no_table", "encoding",
    or "formula" and "macros" where only plain cells are taken."""


def lines_of(content: bytes, known: Callable[[str], bool], *, plain: bool = False) -> list[Cells]:
    """The lines of a file. `known` says whether a decoded text makes sense: with it the encoding is chosen.

    Of a workbook the first sheet that can be seen is read. With `plain` one that computes is refused; else what it
    last computed is taken.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large")
    if content.startswith(b"PK"):
        return _within(_book(content, plain))
    return cells_of(_decoded(content, known))


def cells_of(text: str) -> list[Cells]:
    """The lines of a text whose cells are separated by tabs, semicolons or commas."""
    first = next((row for row in text.splitlines() if row.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter=separator)
    try:
        return _within(rows)
    except csv.Error as error:
        raise Unreadable("no_table") from error


def as_text(rows: Sequence[Cells]) -> str:
    """The same lines with semicolons between the cells: what is shown, corrected by hand and read again."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    return out.getvalue()


def _decoded(content: bytes, known: Callable[[str], bool]) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    readable = []
    for encoding in ENCODINGS:
        try:
            readable.append(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    found = next((text for text in readable if known(text)), readable[0] if readable else None)
    if found is None or "\0" in found:
        raise Unreadable("encoding")
    return found


def _within(rows: Iterator[Cells] | Sequence[Cells]) -> list[Cells]:
    kept: list[Cells] = []
    for row in rows:
        if len(kept) >= MOST_LINES:
            raise Unreadable("too_large")
        kept.append([clean_line(readable(cell))[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]])
    return kept


def _book(content: bytes, plain: bool) -> Iterator[Cells]:
    from openpyxl import load_workbook  # loaded when the first sheet comes: a web process is 6 MB lighter

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable("too_large")
            if plain and any(part.filename.endswith("vbaProject.bin") for part in archive.infolist()):
                raise Unreadable("macros")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=not plain)
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        for row in sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS):
            if plain and any(cell.data_type == "f" for cell in row):
                raise Unreadable("formula")
            yield [_cell(cell.value) for cell in row]
    except Unreadable:
        raise
    except Exception as error:  # a damaged workbook fails in any way it likes
        raise Unreadable("no_table") from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)
