"""A table of findings that a community worker has sent; its lines wait for their second person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from portal.core.permissions import can
from portal.core.tables import as_text
from portal.demo_data.book import Book
from portal.points.models import FindingImport
from portal.points.services import imports

SENDER = "chenxuemei"
DAY = -3
RESIDENT = re.compile("r[0-9]{3}")
HEADS = ["账号", "细则编号", "日期", "次数", "事由", "凭据"]
LINES = (
    ("J13", -5, "1", "楼道互查，东边两个单元", "互查表第三页"),
    ("J08", -6, "2", "清理公告栏上的小广告", "签到表，两小时"),
    ("J08", -6, "3", "给五楼四户老人送餐", "签到表，三小时"),
)


def acts(city: Book) -> Iterator[tuple[datetime, Callable[[], Any]]]:
    yield city.at(DAY, 10), lambda: sent(city)


def sent(city: Book) -> FindingImport:
    """Sent, checked and kept within a minute, as the worker would do it."""
    sender = city.people[SENDER]
    people = (city.people[key] for key in sorted(city.people) if RESIDENT.fullmatch(key))
    near = [one for one in people if not one.is_minor and can(sender, "points.propose", one)]
    rows = [
        [person.username, rule, city.on(day).isoformat(), *rest]
        for person, (rule, day, *rest) in zip(near, LINES, strict=False)
    ]
    table = imports.send(
        sender, name="findings-2026-11.csv", content=as_text([HEADS, *rows]).encode(), actor=sender
    )
    work = {"id": table.id, "locale": sender.locale}
    imports.note_slice(work, imports.look_at_slice(work) or [])
    imports.keep(table, actor=sender)
    imports.keep_all(work, imports.look_again(work) or [])
    return table
