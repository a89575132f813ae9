"""Nicknames of the demo city: most are shown, one waits for an official."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Grant, Role, User
from portal.core.db import db
from portal.core.permissions import can
from portal.demo_data.book import Book
from portal.points.services import nicknames

CHOSEN = ("wangxiulan", "晨扫阿姨"), ("lingjianzhong", "五金不打烊"), ("linyuchen", "巷口豆漿")
WAITING = "shenshute", "塔下讀書人"


def acts(city: Book) -> Iterator[tuple[datetime, Callable[[], Any]]]:
    for n, (key, nickname) in enumerate(CHOSEN):
        yield city.at(-160 + n, 19), partial(chosen, city.people[key], nickname)
    key, nickname = WAITING
    person = city.people[key]
    yield city.at(-1, 20), partial(nicknames.choose, person, nickname=nickname, actor=person)


def chosen(person: User, nickname: str) -> None:
    mine = nicknames.choose(person, nickname=nickname, actor=person)
    workers = select(User).join(Grant, Grant.user_id == User.id).where(Grant.role == Role.COMMUNITY_WORKER)
    for worker in db.session.scalars(workers.order_by(User.id).distinct()):
        if can(worker, "points.accept_nickname", mine):
            nicknames.accept(mine, actor=worker)
            return
