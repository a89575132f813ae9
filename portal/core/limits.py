"""Brakes: how often an address or an account may try something. They hold across all processes, but for `Brake`."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Index, Integer, String, Table, bindparam, delete, func, insert, select

from portal.core import clock
from portal.core.db import Mapped, Model, Moment, db, mapped_column, pk, put
from portal.core.errors import TooMany
from portal.core.i18n import _n
from portal.core.prepared import Prepared


class Try(Model):
    """One try. Written in a transaction of its own: a failed sign-in must count too."""

    __tablename__ = "rate_try"
    __table_args__ = (Index("ix_rate_try_what_at", "what", "at"),)

    id: Mapped[pk]
    what: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime]


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of one thing within `seconds`."""

    most: int
    seconds: int


def check(what: str, limit: Limit) -> None:
    """Raise `TooMany` (429) with the minutes to wait when `what` was tried too often."""
    since = clock.now() - timedelta(seconds=limit.seconds)
    found = select(func.count(Try.id), func.min(Try.at)).where(Try.what == what, Try.at > since)
    count, oldest = db.session.execute(found).one()
    hold_back(count, oldest, limit)


def hold_back(count: int, oldest: datetime | None, limit: Limit) -> None:
    """The same for what is counted elsewhere, because it stays: a post is its own mark."""
    if oldest is not None and count >= limit.most:
        raise too_many(oldest + timedelta(seconds=limit.seconds) - clock.now())


def too_many(wait: timedelta) -> TooMany:
    minutes = max(1, math.ceil(wait.total_seconds() / 60))
    return TooMany(
        _n(
            "Too many tries. Please come back in %(num)d minute.",
            "Too many tries. Please come back in %(num)d minutes.",
            minutes,
        )
    )


class Brake:
    """For what writes nothing and costs little: counted in the memory of this process, anew in each stretch of time."""

    def __init__(self, limit: Limit) -> None:
        self.limit, self.turn, self.counts = limit, 0, Counter[str]()

    def take(self, what: str) -> None:
        turn = int(clock.now().timestamp()) // self.limit.seconds
        if turn != self.turn:
            self.turn, self.counts = turn, Counter()
        if self.counts[what] >= self.limit.most:
            raise too_many(timedelta(seconds=self.limit.seconds))
        self.counts[what] += 1


TAKEN = Prepared(
    insert(cast("Table", Try.__table__)).from_select(
        ["what", "at"],
        select(bindparam("what", type_=String), bindparam("at", type_=Moment())).where(
            select(func.count())
            .select_from(Try)
            .where(Try.what == bindparam("what"), Try.at > bindparam("since", type_=Moment()))
            .scalar_subquery()
            < bindparam("most", type_=Integer)
        ),
    )
)


def take(what: str, limit: Limit) -> None:
    """`check` and `count` in one statement, for what is tried and kept in the same transaction."""
    at = clock.now()
    since = at - timedelta(seconds=limit.seconds)
    done = TAKEN.run(db.session.connection(), what=what[:160], at=at, since=since, most=limit.most)
    if done.written == 0:
        check(what, limit)


def count(what: str) -> None:
    """Note one try. Call it inside a unit of work that is kept."""
    put(Try, what=what[:160], at=clock.now())


def forgive(what: str) -> None:
    db.session.execute(delete(Try).where(Try.what == what))
