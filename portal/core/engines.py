"""Honest SQLite, and databases for which nobody waits for ever."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

PATIENCE = 15  # seconds somebody waits for another writer
NAP = 0.0005
reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)
"""True while nothing may be written: SQLite readers then never queue behind a writer."""


def use_real_transactions(engine: Engine) -> None:
    """Make SQLite obey BEGIN and SAVEPOINT, which its driver otherwise rewrites; nobody waits for ever."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", be_patient_for_a_while)
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "foreign_keys = ON",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            f"busy_timeout = {PATIENCE * 1000}",
            "wal_autocheckpoint = 4000",  # 16 MB: rows near each other go into the file together
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("sha256_hex", 1, sha256_hex, deterministic=True)  # PostgreSQL has its own

    def begin(dbapi_connection: Any) -> None:
        # a read that later writes would find the database locked: writers take their place at once
        if reading_only.get():
            dbapi_connection.execute("BEGIN")
        else:
            take_place(dbapi_connection)

    # not a listener for "begin": with one, SQLAlchemy asks for listeners at every statement
    engine.dialect.do_begin = begin  # type: ignore[method-assign]


def take_place(connection: Any) -> None:
    """Begin to write as soon as nobody else does. SQLite's own waiting sleeps longer and longer, past many chances."""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()  # milliseconds
    connection.execute("PRAGMA busy_timeout = 0")
    until = time.monotonic() + patience / 1000
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(NAP)
            else:
                break
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")


def sha256_hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def be_patient_for_a_while(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.autocommit = False
