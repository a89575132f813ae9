"""One line for each guarded act, chained by hashes so that nobody can rewrite yesterday.

Lines are collected while a request works and written just before its commit: the chain is locked for
that moment only. A line names no person beyond a number, so erasing a person breaks nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    ColumnElement,
    String,
    Table,
    Text,
    bindparam,
    event,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

from portal.core import clock
from portal.core.db import Mapped, Model, db, mapped_column, pk
from portal.core.prepared import Prepared, Together, on_the_way

PENDING, LAST = "portal.audit", "portal.audit.last"
CHAIN_LOCK = 0x59495955  # any fixed number: the key of PostgreSQL's advisory lock
START = "0" * 64


class AuditLine(Model):
    """Who did what to which thing. Never changed, never deleted."""

    __tablename__ = "audit_line"

    id: Mapped[pk]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(80))  # asked for by its beginning: no index would help
    thing: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


def written(hashed: Callable[[ColumnElement[str]], ColumnElement[str]]) -> Prepared:
    """The statement that reads the end of the chain and writes the next line: both at once."""
    table = cast("Table", AuditLine.__table__)
    last = select(table.c.hash).order_by(table.c.id.desc()).limit(1).scalar_subquery()
    head = select(func.coalesce(last, START).label("hash")).subquery("head")
    given = [bindparam(name, type_=table.c[name].type) for name in GIVEN]
    line = literal('["').concat(head.c.hash).concat(bindparam("rest", type_=Text))
    return Prepared(
        insert(table).from_select(
            [*GIVEN, "before_hash", "hash"], select(*given, head.c.hash, hashed(line)), include_defaults=False
        )
    )


GIVEN = ("at", "actor_id", "action", "thing", "detail")
WRITTEN = {
    "sqlite": written(func.sha256_hex),  # `core.db` gives it to each connection
    "postgresql": written(lambda line: func.encode(func.sha256(func.convert_to(line, "UTF8")), "hex")),
}
in_words = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
LOCKED = Prepared(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))


Lines = list[tuple[int | None, str, Any, dict[str, Any]]]


@dataclass(frozen=True)
class Damage:
    """The first line that does not fit, for `portal verify`."""

    table: str
    row: int
    why: str


def name_of(thing: Any) -> str:
    table = getattr(thing, "__tablename__", None)
    return f"{table}:{thing.id}" if table else str(thing)[:80]


def record(actor: Any, action: str, thing: Any, **detail: Any) -> None:
    """Remember a line; it is written with the commit, or not at all.

    `current_user` is taken for the person it stands for now: at the commit it may be somebody else.
    """
    if isinstance(thing, LocalProxy):
        thing = thing._get_current_object()
    pending().append((getattr(actor, "id", None), action, thing, detail))


@contextmanager
def last_words() -> Iterator[None]:
    """Within, what is to be said last waits for the lines: nothing else is asked of the database before them."""
    info = db.session().info
    info[LAST] = []
    try:
        yield
    finally:
        info.pop(LAST, None)


def say_now(statement: Prepared | Together, **values: Any) -> None:
    statement.run(db.session.connection(), **values)


def say_last(statement: Prepared | Together, **values: Any) -> None:
    """A statement whose effect nobody reads in this transaction: one way to the database with the lines, where a
    request says that it has `last_words`, else at once."""
    last = db.session().info.get(LAST)
    if last is None:
        say_now(statement, **values)
    else:
        last.append((statement, values))


def pending() -> Lines:
    """The lines of this transaction, not yet written."""
    lines: Lines = db.session().info.setdefault(PENDING, [])
    return lines


def rest_of(at: datetime, actor_id: int | None, action: str, thing: str, detail: Any) -> str:
    """What a line's hash is made of, after `["` and the hash of the line before."""
    rest = [at.astimezone(UTC).isoformat(), actor_id, action, thing, detail]
    return f'", {in_words(rest)[1:]}'


def digest_of(line: AuditLine) -> str:
    rest = rest_of(line.at, line.actor_id, line.action, line.thing, line.detail)
    return hashlib.sha256(f'["{line.before_hash}{rest}'.encode()).hexdigest()


def name_things(session: Session, lines: Lines) -> None:
    """Things become their names. Asked before `on_the_way`, for one that an inner rollback has emptied is read anew."""
    session.flush()  # new things get the ids that the lines name
    lines[:] = [(actor_id, action, name_of(thing), detail) for actor_id, action, thing, detail in lines]


@event.listens_for(Session, "before_commit")
def write_pending(session: Session) -> None:
    """The last that is written. Whoever has other last words says them in one way with these."""
    lines, last = session.info.pop(PENDING, None), session.info.pop(LAST, None)
    if not (lines or last):
        return
    name_things(session, lines := lines or [])
    connection = session.connection()
    write = WRITTEN[connection.dialect.name]
    with on_the_way(connection):
        for statement, values in last or ():
            statement.run(connection, **values)
        if connection.dialect.name == "postgresql":
            LOCKED.run(connection)
        for actor_id, action, name, detail in lines:
            at = clock.now()
            rest = rest_of(at, actor_id, action, name, detail)
            write.run(
                connection, at=at, actor_id=actor_id, action=action, thing=name, detail=detail, rest=rest
            )


def forget_pending() -> None:
    """What was rolled back did not happen."""
    db.session().info.pop(PENDING, None)
    db.session().info.pop(LAST, None)


def back_to_here() -> Callable[[], None]:
    """Forgets what is remembered from now on: for a part that is undone alone."""
    lists = [pending(), db.session().info.get(LAST, [])]
    lengths = [len(one) for one in lists]

    def forget() -> None:
        for one, length in zip(lists, lengths, strict=True):
            del one[length:]

    return forget


def verify() -> Iterator[Damage]:
    """Yield what is wrong with the chain; nothing when it is sound."""
    before = START
    chain = select(AuditLine).order_by(AuditLine.id).execution_options(yield_per=500)
    with closing(db.session.scalars(chain)) as lines:  # whoever asks may stop at the first damage
        for line in lines:
            if line.before_hash != before:
                yield Damage("audit_line", line.id, "the line before is missing or was changed")
            if digest_of(line) != line.hash:
                yield Damage("audit_line", line.id, "the line was changed")
            before = line.hash
