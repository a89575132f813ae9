"""The same form sent twice is done once: the second sending gets the first answer.

A form carries a hidden field `once`; money-like and vote-like POSTs of the API carry `Idempotency-Key`.
Same key and same body: the first answer again, marked `Idempotency-Hit: true`. Same key, other body: 422.
Keys of different people are independent.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from typing import cast

from flask import Request, Response, make_response, redirect
from sqlalchemy import String, Table, bindparam, func, insert, select

from portal.core import clock
from portal.core.cache import only_for_this_reader
from portal.core.db import Mapped, Model, db, mapped_column, moment
from portal.core.errors import PortalError
from portal.core.i18n import _
from portal.core.prepared import Prepared

UNSEEN = frozenset({"once", "csrf_token", "password"})  # of a password not even a hash is kept


class OnceKey(Model):
    """A form that has been done, and where its answer led."""

    __tablename__ = "once_key"
    __table_args__ = {"sqlite_with_rowid": False}

    owner: Mapped[str] = mapped_column(String(80), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    body: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(500))
    status: Mapped[int]
    at: Mapped[moment]


_table = cast("Table", OnceKey.__table__)
DONE = Prepared(
    select(_table.c.body, _table.c.location, _table.c.status).where(
        _table.c.owner == bindparam("owner"), _table.c.key == bindparam("key")
    )
)
MARKED = Prepared(insert(_table).values({c.name: bindparam(c.name, type_=c.type) for c in _table.c}).inline())


class OtherBody(PortalError):
    status = 422


def new_key() -> str:
    only_for_this_reader()
    return secrets.token_urlsafe(18)


def key_of(request: Request) -> str:
    return (request.form.get("once") or request.headers.get("Idempotency-Key") or "")[:80]


def fingerprint(request: Request) -> str:
    sent = sorted((k, v) for k, v in request.form.items(multi=True) if k not in UNSEEN)
    return hashlib.sha256(repr((request.path, sent)).encode()).hexdigest()


def first_answer(owner: str, key: str, body: str) -> Response | None:
    found = DONE.row(db.session.connection(), owner=owner, key=key)
    if found is None:
        return None
    first_body, location, status = found
    if first_body != body:
        raise OtherBody(_("This form was already sent with other content. Please open the page again."))
    answer = redirect(location) if location else make_response("", status)
    answer.headers["Idempotency-Hit"] = "true"
    return make_response(answer)


def wait_for_the_same(owner: str, key: str) -> None:
    """The second of two sendings at once waits for the answer of the first; SQLite's writers wait anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        named = func.hashtextextended(f"{owner} {key}", 0)
        db.session.execute(select(func.pg_advisory_xact_lock(named)))


def once(request: Request, owner: str, act: Callable[[], Response]) -> Response:
    """Do `act` unless this key has been done. Inside the request's transaction."""
    key = key_of(request)
    if not key:
        return act()
    body = fingerprint(request)
    wait_for_the_same(owner, key)
    if answer := first_answer(owner, key, body):
        return answer
    response = act()
    if response.status_code < 400:
        db.session.flush()  # what was done comes before the mark that it is done
        MARKED.run(
            db.session.connection(),
            owner=owner,
            key=key,
            body=body,
            location=response.headers.get("Location", ""),
            status=response.status_code,
            at=clock.now(),
        )
    return response
