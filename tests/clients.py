"""A test client that behaves like a reader's browser."""

from __future__ import annotations

from flask import g, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.accounts import sessions
from portal.core.db import db


class Browser(FlaskClient):
    """Addresses without a language are asked for in the browser's own (`prefix`)."""

    prefix = "/zh-hans"

    def open(self, *args, **kwargs):
        if args and isinstance(args[0], str) and args[0].startswith("/") and self.prefix:
            first = args[0].split("/")[1].split("?")[0]
            if first not in {
                "zh-hans",
                "zh-hant",
                "en",
                "static",
                "healthz",
                "readyz",
                "v",
                "c",
                "k",
                "files",
            }:
                args = (self.prefix + args[0], *args[1:])
        if has_app_context():
            forget_the_last_request()
        kwargs.setdefault("buffered", True)
        return super().open(*args, **kwargs)

    def sign_in(self, user):
        token = sessions.begin(user)
        db.session.flush()
        with self.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
        return self


def forget_the_last_request():
    """The test's application context lives on: what a request remembers in it must not."""
    db.session.commit()  # what the test has arranged stays when the request is rolled back
    for name in list(g):
        g.pop(name)
    for person in db.session.identity_map.values():
        for kept in ("_roles", "_alliances", "_offices"):
            person.__dict__.pop(kept, None)


class Queries:
    """Counts the statements sent to the database while it is open."""

    def __enter__(self):
        self.seen = []
        event.listen(db.engine, "before_cursor_execute", self.note)
        return self

    def __exit__(self, *_):
        event.remove(db.engine, "before_cursor_execute", self.note)

    def note(self, _connection, _cursor, statement, *_):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            self.seen.append(statement)

    def __len__(self):
        return len(self.seen)


def queries_of(client, path):
    """How many statements one page costs, with nothing remembered from before."""
    db.session.commit()  # audit lines name what was arranged before it is forgotten
    db.session.expire_all()
    db.session.expunge_all()
    with Queries() as seen:
        response = client.get(path)
    assert response.status_code == 200, response.status
    return len(seen)
