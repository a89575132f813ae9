"""Honest SQLite, and databases for which nobody waits for ever."""

from __future__ import annotations

import hashlib
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

BEGIN_WRITING = "BEGIN IMMEDIATE"
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
            "busy_timeout = 15000",
            "wal_autocheckpoint = 4000",  # 16 MB: rows near each other go into the file together
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("sha256_hex", 1, sha256_hex, deterministic=True)  # PostgreSQL has its own

    def begin(dbapi_connection: Any) -> None:
        # a read that later writes would find the database locked: writers take their place at once
        dbapi_connection.execute("BEGIN" if reading_only.get() else BEGIN_WRITING)

    # not a listener for "begin": with one, SQLAlchemy asks for listeners at every statement
    engine.dialect.do_begin = begin  # type: ignore[method-assign]


def sha256_hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def be_patient_for_a_while(connection: Any, _record: Any) -> None:
    connection.autocommit = True
    connection.execute("SET lock_timeout = '15s'")  # as long as SQLite's busy_timeout
    connection.autocommit = False
