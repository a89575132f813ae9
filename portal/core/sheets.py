"""Tables to take away as CSV or XLSX. A cell that begins like a formula is text for every spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from flask import Response

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000


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


def as_xlsx(title: str, rows: Iterable[Sequence[Any]]) -> bytes:
    from openpyxl import Workbook  # loaded when the first sheet is asked for: a web process is 6 MB lighter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(c for c in title if c not in "[]:*?/\\")[:31] or "1")
    for row in rows:
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
