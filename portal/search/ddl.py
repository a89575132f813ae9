"""Tables of the index itself, which the ORM does not know: made with `search_doc` and by a migration."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(title, body, content='', tokenize='ascii')",
    ),
    "postgresql": (
        "CREATE TABLE IF NOT EXISTS search_vector ("
        "id INTEGER PRIMARY KEY REFERENCES search_doc (id) ON DELETE CASCADE, "
        "title TSVECTOR NOT NULL, words TSVECTOR NOT NULL)",
        "CREATE INDEX IF NOT EXISTS ix_search_vector_title ON search_vector USING gin (title) WITH (fastupdate = off)",
        "CREATE INDEX IF NOT EXISTS ix_search_vector_words ON search_vector USING gin (words) WITH (fastupdate = off)",
    ),
}
DROP = {
    "sqlite": ("DROP TABLE IF EXISTS search_fts",),
    "postgresql": ("DROP TABLE IF EXISTS search_vector",),
}


def create_sql(dialect: str) -> tuple[str, ...]:
    """For a migration: after `search_doc` has been made."""
    return CREATE.get(dialect, ())


def drop_sql(dialect: str) -> tuple[str, ...]:
    """For a migration: before `search_doc` goes."""
    return DROP.get(dialect, ())


def is_own_table(name: str) -> bool:
    """Tables that a comparison of models and database must pass over (FTS5 keeps shadow tables)."""
    return name in {"search_vector", "search_fts"} or name.startswith("search_fts_")


def create_index(_table: Any, connection: Connection, **_options: Any) -> None:
    """After `search_doc` has been made."""
    for statement in create_sql(connection.dialect.name):
        connection.exec_driver_sql(statement)


def drop_index(_table: Any, connection: Connection, **_options: Any) -> None:
    """Before `search_doc` goes."""
    for statement in drop_sql(connection.dialect.name):
        connection.exec_driver_sql(statement)
