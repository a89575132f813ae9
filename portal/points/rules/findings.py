"""Reading a table of findings: one line for each good deed or finding, and every line that cannot stand as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Cells = Sequence[str]
MOST_LINES = 1000
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NUMBER = re.compile(r"[+\-−－]?[0-9]{1,3}")


class Column(StrEnum):
    ACCOUNT = "account"
    RULE = "rule"
    DAY = "day"
    TIMES = "times"
    NOTE = "note"
    EVIDENCE = "evidence"
    POINTS = "points"
    WEIGHING = "weighing"


HEADINGS: Mapping[Column, str] = {
    Column.ACCOUNT: "账号 帳號 賬號 用户名 使用者名稱 account username",
    Column.RULE: "细则编号 細則編號 细则 細則 编号 編號 rule numberoftherule",
    Column.DAY: "日期 发生日期 發生日期 day date",
    Column.TIMES: "次数 次數 时数 時數 times hours",
    Column.NOTE: "发生了什么 發生了什麼 事由 事实 事實 经过 經過 情况 情況 note whathappened",
    Column.EVIDENCE: "凭据 憑據 证据 證據 依据 依據 evidence whatshowsit",
    Column.POINTS: "幅度内的分值 幅度內的分值 分值 points pointswithintherange",
    Column.WEIGHING: "为什么是这个分值 為什麼是這個分值 分值理由 理由 why whysomanypoints",
}
NEEDED = (Column.ACCOUNT, Column.RULE, Column.DAY, Column.NOTE)
_NAMES = {name: column for column, names in HEADINGS.items() for name in names.split()}


class Trouble(StrEnum):
    MISSING = "missing"
    DAY = "day"
    NUMBER = "number"
    TWICE = "twice"


@dataclass(frozen=True)
class Finding:
    """A line that can be read. `points` is above zero, `line` counts as the spreadsheet does."""

    line: int
    account: str
    rule: str
    day: date
    note: str
    times: int = 1
    evidence: str = ""
    points: int | None = None
    weighing: str = ""


@dataclass(frozen=True)
class Problem:
    line: int
    trouble: Trouble
    value: str


def _folded(cell: str) -> str:
    return re.sub(r"[\s()（）]", "", cell).lower()


def columns_of(cells: Cells) -> dict[Column, int]:
    """Which column stands where, by the headings of the first line."""
    return {_NAMES[_folded(cell)]: n for n, cell in enumerate(cells) if _folded(cell) in _NAMES}


def has_headings(text: str) -> bool:
    first = re.split(r"[\t;,；，]", text.lstrip("\ufeff").partition("\n")[0])
    return set(NEEDED) <= set(columns_of([cell.strip('" \r') for cell in first]))


def read(rows: Sequence[Cells]) -> tuple[list[Finding], list[Problem]]:
    """The findings of a table with headings, and what is wrong with the other lines; empty lines count for nothing."""
    where = columns_of(rows[0]) if rows else {}
    findings: list[Finding] = []
    problems: list[Problem] = []
    for line, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        values = {column: cells[n].strip() if n < len(cells) else "" for column, n in where.items()}
        try:
            findings.append(_finding(line, values))
        except _Wrong as wrong:
            problems.append(Problem(line, wrong.trouble, wrong.value))
    return findings, problems + list(_twice(findings))


class _Wrong(ValueError):
    def __init__(self, trouble: Trouble, value: str) -> None:
        super().__init__(value)
        self.trouble, self.value = trouble, value


def _finding(line: int, values: Mapping[Column, str]) -> Finding:
    for column in NEEDED:
        if not values[column]:
            raise _Wrong(Trouble.MISSING, column)
    times, points = _number(values.get(Column.TIMES, "")), _number(values.get(Column.POINTS, ""))
    if times is not None and times < 1:
        raise _Wrong(Trouble.NUMBER, values[Column.TIMES])
    return Finding(
        line=line,
        account=values[Column.ACCOUNT],
        rule=values[Column.RULE].upper(),
        day=_day(values[Column.DAY]),
        note=values[Column.NOTE],
        times=times or 1,
        evidence=values.get(Column.EVIDENCE, ""),
        points=abs(points) if points is not None else None,
        weighing=values.get(Column.WEIGHING, ""),
    )


def _number(cell: str) -> int | None:
    if not cell:
        return None
    if not _NUMBER.fullmatch(cell):
        raise _Wrong(Trouble.NUMBER, cell)
    return int(cell.replace("−", "-").replace("－", "-"))


def _day(cell: str) -> date:
    found = _DAY.fullmatch(cell) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", cell)
    try:
        return date(*(int(part) for part in found.groups())) if found else date.fromisoformat("")
    except ValueError:
        raise _Wrong(Trouble.DAY, cell) from None


def _twice(findings: Iterable[Finding]) -> Iterable[Problem]:
    seen: dict[tuple[str, str, date], int] = {}
    for one in findings:
        first = seen.setdefault((one.account.lower(), one.rule, one.day), one.line)
        if first != one.line:
            yield Problem(one.line, Trouble.TWICE, str(first))
