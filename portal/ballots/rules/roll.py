"""Reading a roll: one vote for each owner, household, person or seat, and every line that cannot stand as it is.

Owners have one line for each flat: lines of the same owner become one head with the sum of the areas. Two people
of one name can only be told apart by an owner number, so without one the second line is a trouble, not a guess.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.core.tables import Cells

LARGEST = 10_000_000  # hundredths of a square metre: no flat has ten hectares
_AREA = re.compile(r"([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,7})(\.[0-9]{1,2})?")
_UNITS = re.compile(r"(平方米|平方公尺|平米|m2|m²|㎡)$")


class Column(StrEnum):
    UNIT = "unit"
    NAME = "name"
    AREA = "area"
    PERSON = "person"
    ACCOUNT = "account"


HEADINGS: Mapping[Column, str] = {
    Column.UNIT: "房号 房號 户 戶 户号 戶號 席位 住址 地址 unit flat household householdno. seat",
    Column.NAME: "姓名 业主 業主 业主姓名 業主姓名 代表 代表姓名 户代表 戶代表 name fullname representative owner",
    Column.AREA: "面积 面積 专有面积 專有面積 建筑面积 建築面積 area floorarea",
    Column.PERSON: "业主编号 業主編號 业主号 業主號 ownernumber",
    Column.ACCOUNT: "账号 帳號 賬號 账户 帳戶 用户名 使用者名稱 account",
}


class Trouble(StrEnum):
    """What is wrong with a line; each is the key of a sentence."""

    NO_HEADINGS = "no_headings"
    NO_LINES = "no_lines"
    NAME_MISSING = "name_missing"
    UNIT_MISSING = "unit_missing"
    AREA_MISSING = "area_missing"
    AREA_WRONG = "area_wrong"
    UNIT_TWICE = "unit_twice"
    NAME_TWICE = "name_twice"
    NAMES_DIFFER = "names_differ"
    ACCOUNTS_DIFFER = "accounts_differ"
    ACCOUNT_TWICE = "account_twice"
    ACCOUNT_UNKNOWN = "account_unknown"


@dataclass(frozen=True)
class Problem:
    """One line that cannot stand: its number in the file, what was read, and the other line it quarrels with."""

    line: int
    trouble: Trouble
    value: str = ""
    other: int = 0


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One vote."""

    name: str
    unit: str = ""
    area: int = 0
    account: str = ""
    user_id: int | None = None
    line: int = 0


@dataclass
class Reading:
    """What a table gives. With a problem in it nothing of it may be kept."""

    units: list[Unit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: int = 0

    @property
    def area(self) -> int:
        return sum(unit.area for unit in self.units)


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


_KNOWN = {word: column for column, words in HEADINGS.items() for word in words.split()}


def column_of(heading: str) -> Column | None:
    """The column a heading names; what stands in brackets (a unit of measure) does not count."""
    return _KNOWN.get(re.split(r"[(\[（]", folded(heading))[0])


def has_headings(text: str) -> bool:
    first = next((row for row in text.splitlines() if row.strip()), "")
    return any(column_of(cell) is Column.NAME for cell in re.split("[\t;,；，]", first.strip("\ufeff")))


def hundredths(typed: str) -> int | None:
    """An area in square metres with at most two decimals, exactly, in hundredths; None when it is none."""
    text = _UNITS.sub("", folded(typed))
    if not _AREA.fullmatch(text):
        return None
    whole, _, part = text.replace(",", "").partition(".")
    area = int(whole) * 100 + int(part.ljust(2, "0") or 0)
    return area if 0 < area <= LARGEST else None


def read(rows: Sequence[Cells], *, area: bool, units: bool) -> Reading:
    """The roll a table gives. `area`: owners, line by line a flat. `units`: a unit may stand only once."""
    head = next((n for n, row in enumerate(rows) if any(row)), None)
    columns = {} if head is None else _columns(rows[head])
    if Column.NAME not in columns or (area and not {Column.UNIT, Column.AREA} <= set(columns)):
        return Reading(problems=[Problem(1 if head is None else head + 1, Trouble.NO_HEADINGS)])
    reader = _Reader(area=area, units=units or area)
    for number, row in enumerate(rows[(head or 0) + 1 :], (head or 0) + 2):
        cells = {column: row[at] if at < len(row) else "" for column, at in columns.items()}
        if any(cells.values()):
            reader.take(number, cells)
    if not reader.reading.lines:
        reader.reading.problems.append(Problem((head or 0) + 1, Trouble.NO_LINES))
    return reader.done()


def _columns(cells: Cells) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for at, cell in enumerate(cells):
        column = column_of(cell)
        if column is not None:
            found.setdefault(column, at)
    return found


class _Reader:
    """Takes line after line; what one line may not have depends on the lines before."""

    def __init__(self, *, area: bool, units: bool) -> None:
        self.area, self.units = area, units
        self.reading = Reading()
        self.people: dict[str, Unit] = {}
        self.seen: dict[str, int] = {}
        self.accounts: dict[str, tuple[int, str]] = {}

    def take(self, line: int, cells: Mapping[Column, str]) -> None:
        self.reading.lines += 1
        before = len(self.reading.problems)
        self._check_unit(line, cells.get(Column.UNIT, ""))
        if not cells[Column.NAME]:
            self._say(line, Trouble.NAME_MISSING)
        area = self._area(line, cells.get(Column.AREA, "")) if self.area else 0
        person = self._person(line, cells)
        self._check_account(line, cells.get(Column.ACCOUNT, ""), person)
        if len(self.reading.problems) == before:
            self._add(person, line, area, cells)

    def done(self) -> Reading:
        self.reading.units = list(self.people.values())
        return self.reading

    def _say(self, line: int, trouble: Trouble, value: str = "", other: int = 0) -> None:
        self.reading.problems.append(Problem(line, trouble, value, other))

    def _check_unit(self, line: int, unit: str) -> None:
        if not self.units:
            return
        if not unit:
            self._say(line, Trouble.UNIT_MISSING)
        elif other := self.seen.get(folded(unit)):
            self._say(line, Trouble.UNIT_TWICE, unit, other)
        else:
            self.seen[folded(unit)] = line

    def _area(self, line: int, typed: str) -> int:
        area = hundredths(typed)
        if area is None:
            self._say(line, Trouble.AREA_WRONG if typed else Trouble.AREA_MISSING, typed)
        return area or 0

    def _person(self, line: int, cells: Mapping[Column, str]) -> str:
        """Under what this line's person is known: their number, or their name where nobody else has it."""
        name, number = cells[Column.NAME], cells.get(Column.PERSON, "")
        if self.area and number:
            key = f"#{folded(number)}"
            if key in self.people and folded(self.people[key].name) != folded(name):
                self._say(line, Trouble.NAMES_DIFFER, name, self.people[key].line)
            return key
        key = folded(name)
        if not self.area and self.units:
            return f"{key} {line}"  # somebody may speak for two households: two votes
        if name and key in self.people:
            self._say(line, Trouble.NAME_TWICE, name, self.people[key].line)
        return key

    def _check_account(self, line: int, account: str, person: str) -> None:
        if not account:
            return
        other = self.accounts.setdefault(folded(account), (line, person))
        if other[1] != person:
            self._say(line, Trouble.ACCOUNT_TWICE, account, other[0])
        elif person in self.people and folded(self.people[person].account or account) != folded(account):
            self._say(line, Trouble.ACCOUNTS_DIFFER, account, self.people[person].line)

    def _add(self, person: str, line: int, area: int, cells: Mapping[Column, str]) -> None:
        unit, account = cells.get(Column.UNIT, ""), cells.get(Column.ACCOUNT, "")
        there = self.people.get(person)
        if there is None:
            self.people[person] = Unit(
                name=cells[Column.NAME], unit=unit, area=area, account=account, line=line
            )
            return
        self.people[person] = Unit(
            name=there.name,
            unit=f"{there.unit}、{unit}",
            area=there.area + area,
            account=there.account or account,
            line=there.line,
        )


def roll_hash(lines: Iterable[tuple[int, str, str, int, int | None]]) -> str:
    """SHA-256 of a roll: (number, name, unit, area in hundredths, account) in the order of the numbers."""
    plain = json.dumps([list(line) for line in sorted(lines)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def numbers_in(typed: str) -> list[int]:
    """Roll numbers as a typist writes them: "1-12, 15；18". Raises ValueError with the part that is none."""
    found: list[int] = []
    for part in re.split(r"[\s,;、]+", unicodedata.normalize("NFKC", typed).replace("，", ",").strip()):
        if not part:
            continue
        match = re.fullmatch(r"([0-9]{1,5})(?:[-~–—]([0-9]{1,5}))?", part)
        if match is None:
            raise ValueError(part)
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last or last - first > 6000:
            raise ValueError(part)
        found += range(first, last + 1)
    return found
