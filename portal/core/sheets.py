"""Tables to take away as CSV or XLSX. A cell that begins like a formula is text for every spreadsheet program."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import Any
from urllib.parse import quote

from flask import Response

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000
MEASURED = 200
"""How many lines are looked at for the widths of the columns."""
NARROWEST, WIDEST = 8, 60


def harmless(value: Any) -> Any:
    """Numbers stay numbers; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if value is None or isinstance(value, (int, float)):
        return value
    text = "".join(c for c in str(value) if c >= " " or c in "\t\n\r")[:LONGEST_CELL]
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with its mark, so that a double click shows Chinese in every spreadsheet program."""
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def widths(rows: Iterable[Sequence[Any]]) -> list[int]:
    """How wide each column is, in letters: a Chinese character takes the room of two."""
    found: list[int] = []
    for row in rows:
        for place, cell in enumerate(row):
            wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in str(cell or "")) + 2
            if place == len(found):
                found.append(NARROWEST)
            found[place] = max(found[place], min(wide, WIDEST))
    return found


def as_xlsx(title: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """A sheet that can be read as it opens: columns as wide as their words, the first line bold and in sight."""
    from openpyxl import Workbook  # loaded when the first sheet is asked for: a web process is 6 MB lighter
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\")[:31] or "1")
    coming = iter(rows)
    first = list(islice(coming, MEASURED))
    for place, width in enumerate(widths(first), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    for row in first[:1]:
        heads = [WriteOnlyCell(sheet, value=harmless(cell)) for cell in row]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
    for row in chain(first[1:], coming):
        sheet.append([harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def download(name: str, kind: str, rows: Iterable[Sequence[Any]]) -> Response:
    """`kind` is "csv" or "xlsx"; `name` may be Chinese."""
    body = as_csv(rows) if kind == "csv" else as_xlsx(name, rows)
    answer = Response(body, mimetype="text/csv" if kind == "csv" else XLSX)
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"table.{kind}\"; filename*=UTF-8''{quote(name)}.{kind}"
    )
    return answer
