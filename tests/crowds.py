"""Many browsers at once, and a database that somebody else is using: for tests with real commits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from sqlalchemy import create_engine, event

from portal.accounts import sessions
from portal.core.db import db

CROWD = 32


def at_once(app, tokens, path, *forms, headers=None):
    """Every token's owner sends a form at the same moment (its own, or the only one); the answers in order."""
    start = Barrier(len(tokens))

    def send(number):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = tokens[number], True
        start.wait(timeout=60)
        return client.post(path, data=forms[number % len(forms)], headers=headers)

    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(send, range(len(tokens))))


def tokens_of(person, count=CROWD):
    """One session for each browser of one person."""
    return [sessions.begin(person) for _n in range(count)]


@contextmanager
def on_new_connections(app, sqlite, postgres):
    """What every connection of the portal is told when it opens; ends with the test."""

    def tell(connection, _record):
        if engine.dialect.name == "sqlite":
            connection.execute(sqlite)
        else:
            connection.autocommit = True
            connection.execute(postgres)
            connection.autocommit = False

    with app.app_context():
        engine = db.engine
        engine.dispose()
    event.listen(engine, "connect", tell)
    yield
    event.remove(engine, "connect", tell)
    engine.dispose()


@contextmanager
def another_writer(app, table):
    """Somebody in another process is writing to the table, and takes his time."""
    with app.app_context():
        address = db.engine.url
    engine = create_engine(address)
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield
        connection.rollback()
    engine.dispose()
