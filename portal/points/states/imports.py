"""The life of a table of findings that somebody sends, and the words of its columns and troubles."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.points.rules.findings import Column, Trouble


class ImportState(StrEnum):
    CHECKING = "checking"
    CHECKED = "checked"
    KEEPING = "keeping"
    KEPT = "kept"
    DROPPED = "dropped"


RUNNING = frozenset({ImportState.CHECKING, ImportState.KEEPING})
IMPORT_LABELS = {
    ImportState.CHECKING: _l("Being checked"),
    ImportState.CHECKED: _l("Checked, nothing kept yet"),
    ImportState.KEEPING: _l("Being kept"),
    ImportState.KEPT: _l("All lines are kept"),
    ImportState.DROPPED: _l("Dropped"),
}
IMPORT_TONES = {
    ImportState.CHECKING: "wait",
    ImportState.CHECKED: "wait",
    ImportState.KEEPING: "wait",
    ImportState.KEPT: "go",
    ImportState.DROPPED: "stop",
}
COLUMN_LABELS = {
    Column.ACCOUNT: _l("Account"),
    Column.RULE: _l("Number of the rule"),
    Column.DAY: _l("Day"),
    Column.TIMES: _l("Times"),
    Column.NOTE: _l("What happened"),
    Column.EVIDENCE: _l("What shows it"),
    Column.POINTS: _l("Points within the range"),
    Column.WEIGHING: _l("Why so many points"),
}
TROUBLES = {
    Trouble.MISSING: _l("This cell is empty: %(value)s."),
    Trouble.DAY: _l("“%(value)s” is no day. Write it as 2026-11-22."),
    Trouble.NUMBER: _l("“%(value)s” is no number that can stand here."),
    Trouble.TWICE: _l("The same account, rule and day as in line %(value)s."),
}
UNREADABLE = {
    "too_large": _l("The table is too large: at most 1,000 lines and 4 MB."),
    "no_table": _l("No table can be read from this file. Please send CSV or XLSX."),
    "encoding": _l("The letters of this file cannot be read. Please save it as CSV in UTF-8, or as XLSX."),
    "formula": _l("The table computes. Please save it with values only and send it again."),
    "macros": _l("The table holds macros. Please save it as a plain XLSX and send it again."),
    "headings": _l("The first line must name the columns as the template does."),
}
