"""Whether the database can be reached, has this version's tables, and is set as the portal needs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from alembic.autogenerate import compare_metadata
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from portal.accounts.models import User
from portal.cli.check.finding import Finding, note, ok, wrong
from portal.cli.check.installation import is_public
from portal.cli.migrate import context_of, standing
from portal.core import clock
from portal.core import triggers as own_triggers
from portal.core.audit import AuditLine
from portal.core.config import Config
from portal.core.db import Base, db
from portal.demo_data.book import Book

APART = timedelta(seconds=10)
BEFORE_THIS_PORTAL = 2026
KEEP = "Keep it by network time: timedatectl set-ntp true"


def reached(config: Config) -> Iterator[Finding]:
    """SQLite would make the file it does not find, so we look first."""
    url = make_url(config.database_url)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        if not path.exists():
            yield wrong(
                "database", f"{path} is not there.", "`portal run` makes it; or `portal restore FILE`."
            )
            return
        if not os.access(path, os.W_OK):
            yield wrong("database", f"{path} cannot be written.", f"chown {path.parent.owner()} {path}*")
            return
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        said = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield wrong("database", f"{shown}: {said}", "Start the server, or correct PORTAL_DATABASE_URL.")
        return
    finally:
        engine.dispose()
    yield ok("database", shown)


def steps_taken(_config: Config) -> Iterator[Finding]:
    connection = db.session.connection()
    current, newest = standing(connection)
    differences = compare_metadata(context_of(connection), Base.metadata) if current == newest else []
    if current != newest:
        said = f"They stand at {current or 'nothing'}, this portal needs {newest}."
        yield wrong("tables", said, "portal migrate up (make a backup first)")
    elif differences:
        said = f"{len(differences)} differences from what this portal expects; the first: {differences[0]}"
        yield wrong("tables", said, "Somebody changed them by hand; `portal migrate status` names all.")
    else:
        yield ok("tables", f"at step {current}")


def triggers(_config: Config) -> Iterator[Finding]:
    """What keeps ledger and boards as they are even if a program wants otherwise."""
    connection = db.session.connection()
    gone = own_triggers.missing(connection)
    if gone:
        names = ", ".join(trigger.name for trigger in gone)
        said = f"{len(gone)} are missing or switched off: {names}."
        yield wrong("triggers", said, "portal migrate triggers makes them again; then run portal verify.")
    else:
        yield ok("triggers", f"all {len(own_triggers.belonging(connection.dialect))} are there")


def kind(_config: Config) -> Iterator[Finding]:
    if db.engine.dialect.name == "sqlite":
        mode = db.session.scalar(text("PRAGMA journal_mode"))
        if mode == "wal":
            yield ok("write-ahead", "SQLite writes ahead: readers and writers do not wait for each other")
        else:
            said = f"SQLite is in mode {mode}: readers and writers wait for each other."
            yield wrong(
                "write-ahead", said, "Put the database on a local disk; network folders cannot do it."
            )
        return
    encoding = db.session.scalar(text("SHOW server_encoding"))
    if encoding == "UTF8":
        yield ok("encoding", "UTF8")
    else:
        said = f"The database is in {encoding} and cannot hold every Chinese character."
        yield wrong("encoding", said, "Make a new one: createdb --encoding=UTF8 --template=template0 NAME")


def demo_accounts(config: Config) -> Iterator[Finding]:
    if not is_public(config):
        return
    names = [person["username"] for person in Book().accounts()]
    there = db.session.scalar(select(func.count(User.id)).where(User.username.in_(names)))
    if there:
        yield wrong(
            "demo city",
            f"{there} accounts of the demo city are in this database; everybody knows their password.",
            "Begin with an empty database for real people.",
        )


def time(_config: Config) -> Iterator[Finding]:
    at = clock.now()
    shown = f"{clock.local(at):%Y-%m-%d %H:%M} in {clock.CITY_ZONE.key}, whatever the zone of this machine"
    newest = db.session.scalar(select(func.max(AuditLine.at)))
    theirs: datetime | None = None
    if db.engine.dialect.name == "postgresql":
        theirs = db.session.scalar(select(func.clock_timestamp()))
    if at.year < BEFORE_THIS_PORTAL:
        yield wrong("clock", f"It says {shown}, before this portal was made.", KEEP)
    elif newest and newest - at > APART:
        said = f"It says {shown}, but the newest act was at {clock.local(newest):%Y-%m-%d %H:%M}."
        yield wrong("clock", said, KEEP)
    elif theirs and abs(theirs - at) > APART:
        yield note("clock", f"It and the database server's are {abs(theirs - at)} apart.", KEEP)
    else:
        yield ok("clock", shown)
