"""Arithmetic of weeks and deadlines, and the dated list of items. No database."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.core import clock
from portal.core.language import Bitext

ITEMS_FILE = Path(__file__).with_name("items.toml")
A_WEEK = timedelta(days=7)
LEFT_OF_A_DAY = timedelta(hours=4)  # less is not enough to put something right on the same day
USUAL_TIME = "3d"
TIMES = ("2h", "4h", "day", "3d", "7d", "15d")
SEVERITIES = (1, 2, 3)
ITEM_TEXTS = ("aspect", "text", "standard", "trades")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that is looked at. `time` is how long correcting may take: "2h", "day" or "3d"."""

    code: str
    aspect: Bitext
    text: Bitext
    standard: Bitext
    trades: Bitext  # for whom it is meant; empty: for all
    severity: int
    time: str


@dataclass(frozen=True, kw_only=True)
class ItemList:
    """The items as they were adopted on a day; findings keep the key of theirs."""

    key: str
    since: date
    source: Bitext
    items: tuple[Item, ...]

    def get(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)


@lru_cache
def item_lists(path: Path = ITEMS_FILE) -> tuple[ItemList, ...]:
    """All lists, the oldest first."""
    with path.open("rb") as file:
        read = tomllib.load(file)
    lists = [
        ItemList(
            key=row["key"],
            since=row["since"],
            source=both(row["source"]),
            items=tuple(item_of(row["aspects"], item) for item in row["item"]),
        )
        for row in read["list"]
    ]
    return tuple(sorted(lists, key=lambda one: one.since))


def item_of(aspects: Mapping[str, Any], row: Mapping[str, Any]) -> Item:
    return Item(
        code=row["code"],
        aspect=both(aspects[row["code"][0]]),
        text=both(row["text"]),
        standard=both(row["standard"]),
        trades=both(row.get("trades", ["", ""])),
        severity=row["severity"],
        time=row["time"],
    )


def item_to_json(item: Item) -> dict[str, Any]:
    """An item as an alliance's own list keeps it."""
    texts = {name: getattr(item, name).to_json() for name in ITEM_TEXTS}
    return {"code": item.code, "severity": item.severity, "time": item.time, **texts}


def item_from_json(row: Mapping[str, Any]) -> Item:
    texts = {name: Bitext.from_json(row[name]) for name in ITEM_TEXTS}
    return Item(code=row["code"], severity=row["severity"], time=row["time"], **texts)


def place_of(item: Item) -> tuple[str, int]:
    """Where an item stands on its list."""
    return item.code[0], int(item.code[1:])


def next_code(items: Iterable[Item], aspect: str) -> str:
    """The number of a new item: the letter of its aspect, or the next free one, and a number nobody had."""
    items = tuple(items)
    letter = next((i.code[0] for i in items if aspect in {i.aspect.hans, i.aspect.hant}), None)
    if letter is None:
        letter = chr(ord(max((i.code[0] for i in items), default="@")) + 1)
    return f"{letter}{max((int(i.code[1:]) for i in items if i.code[0] == letter), default=0) + 1}"


def both(pair: Sequence[str]) -> Bitext:
    return Bitext.both(pair[0], pair[1])


def list_on(day: date) -> ItemList:
    """The list in force on a day; before the first one, the first."""
    lists = item_lists()
    return next((one for one in reversed(lists) if one.since <= day), lists[0])


def list_called(key: str) -> ItemList:
    return next((one for one in item_lists() if one.key == key), item_lists()[-1])


def correct_by(found_at: datetime, time_given: str) -> datetime:
    """Until when it is to be put right.

    "2h": two hours later. "day": by midnight, or by the next one when less than four hours are left.
    "3d": by midnight of the third day after.
    """
    if time_given.endswith("h"):
        return found_at + timedelta(hours=int(time_given[:-1]))
    if time_given == "day":
        tonight = clock.end_of(clock.local(found_at).date())
        return tonight if tonight - found_at >= LEFT_OF_A_DAY else tonight + timedelta(days=1)
    return clock.end_of(clock.local(found_at).date() + timedelta(days=int(time_given[:-1])))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def round_robin(ids: Sequence[int], weeks: int, each: int) -> list[list[int]]:
    """Who is on duty in which week: everybody in turn, nobody twice in a week, nobody twice more than another."""
    each = min(each, len(ids))
    return [[ids[(week * each + at) % len(ids)] for at in range(each)] for week in range(weeks)]


ENOUGH = 5  # notes; a share of fewer would tell others of a single shop


def percent(part: int, whole: int) -> int | None:
    """Rounded half up; nothing of nothing is not a number."""
    return (200 * part + whole) // (2 * whole) if whole else None
