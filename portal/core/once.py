"""The same form sent twice is done once: the second sending gets the first answer.

A form carries a hidden field `once`; money-like and vote-like POSTs of the API carry `Idempotency-Key`.
Same key and same body: the first answer again, marked `Idempotency-Hit: true`. Same key, other body: 422.
Keys of different people are independent.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask import Request, Response, make_response, redirect, session
from sqlalchemy import Integer, String, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal.core import clock
from portal.core.audit import last_words, name_things, pending, write_pending
from portal.core.cache import only_for_this_reader
from portal.core.db import Mapped, Model, db, mapped_column, moment
from portal.core.errors import PortalError
from portal.core.i18n import _
from portal.core.prepared import Prepared, on_the_way
from portal.core.work import begin_writing, roll_back

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
AT_WORK = 0  # the status of a key whose form is being done
THIS = (_table.c.owner == bindparam("whose"), _table.c.key == bindparam("which"))
DONE = Prepared(select(_table.c.body, _table.c.location, _table.c.status).where(*THIS))
ANSWERED = Prepared(
    update(_table)
    .where(*THIS)
    .values(location=bindparam("leads_to", type_=String), status=bindparam("said", type_=Integer))
)


ROW = {c.name: bindparam(c.name, type_=c.type) for c in _table.c}


def claimed(insert: Any) -> Prepared:
    """The statement that takes a key, or changes nothing when it has been done. Who is at work with it holds its row."""
    row = insert(_table).values(ROW)
    left_undone = {"body": row.excluded.body, "at": row.excluded.at}
    taken = row.on_conflict_do_update(
        index_elements=[_table.c.owner, _table.c.key], set_=left_undone, where=_table.c.status == AT_WORK
    )
    return Prepared(taken.inline())


INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
CLAIMED = {name: claimed(insert) for name, insert in INSERTS.items()}
MARKED = {
    name: Prepared(insert(_table).values(ROW).on_conflict_do_nothing().inline())
    for name, insert in INSERTS.items()
}


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


class Repeated(Exception):
    """The form has been done before; `answer` is what it got then."""

    def __init__(self, answer: Response) -> None:
        super().__init__("done before")
        self.answer = answer


@dataclass(frozen=True)
class Sending:
    """One sending of a form with a key."""

    owner: str
    key: str
    body: str

    def take(self) -> None:
        """The key is ours until the end of the transaction. Of two sendings at once the second waits here."""
        connection = db.session.connection()
        if CLAIMED[connection.dialect.name].run(connection, **self.row("", AT_WORK)).written != 1:
            self.stop_if_done()

    def answered(self, response: Response) -> None:
        db.session.flush()  # what was done comes before the mark that it is done
        ANSWERED.run(
            db.session.connection(),
            whose=self.owner,
            which=self.key,
            leads_to=location_of(response),
            said=response.status_code,
        )

    def taken_and_answered(self, response: Response) -> bool:
        """Both in one, at the end, with the lines of the audit; False when another sending was faster."""
        name_things(db.session(), pending())
        connection = db.session.connection()
        row = self.row(location_of(response), response.status_code)
        with on_the_way(connection) as way:
            mark = way.ask(MARKED[connection.dialect.name], **row)
            write_pending(db.session())
        return mark.written == 1

    def row(self, location: str, status: int) -> dict[str, Any]:
        return vars(self) | {"location": location, "status": status, "at": clock.now()}

    def stop_if_done(self) -> None:
        found = DONE.row(db.session.connection(), whose=self.owner, which=self.key)
        if found is None or found[2] == AT_WORK:
            return
        body, location, status = found
        if body != self.body:
            raise OtherBody(_("This form was already sent with other content. Please open the page again."))
        answer = make_response(redirect(location) if location else make_response("", status))
        answer.headers["Idempotency-Hit"] = "true"
        raise Repeated(answer)


def location_of(response: Response) -> str:
    return response.headers.get("Location", "")


def once(request: Request, owner: str, act: Callable[[], Response], *, looks_first: bool = False) -> Response:
    """Do `act` unless this key has been done. Inside the request's transaction, which writes from here on.

    What `looks_first` says itself when it begins to write, and asks for its key when it is done.
    """
    key = key_of(request)
    sending = Sending(owner, key, fingerprint(request)) if key else None
    try:
        if looks_first:
            return look_and_do(sending, act)
        begin_writing()
        if sending is None:
            return act()
        sending.take()
        response = act()
        if response.status_code < 400:
            sending.answered(response)
        return response
    except Repeated as repeated:
        return repeated.answer


def look_and_do(sending: Sending | None, act: Callable[[], Response]) -> Response:
    """What stood in the way may have been put there by the first sending; and two at once may both get to the end."""
    if sending is None:
        return act()
    with last_words():
        try:
            response = act()
        except PortalError:
            sending.stop_if_done()
            raise
        if response.status_code >= 400:
            sending.stop_if_done()
        elif not sending.taken_and_answered(response):
            roll_back()
            session.pop("_flashes", None)
            sending.stop_if_done()
    return response
