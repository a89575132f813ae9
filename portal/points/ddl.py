"""What the database itself forbids: the ledger's lines are never changed or deleted, by whatever program.

Made with the tables, and by a migration through `create_sql(dialect)` after the tables exist.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

START = "0" * 64
SENTENCE = "the points ledger is append-only"
FORBIDDEN = {
    "points_entry": ("UPDATE", "DELETE"),
    "points_account": ("DELETE",),
    "points_head": ("DELETE",),
}
REFUSE = f"""
CREATE OR REPLACE FUNCTION points_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
FIRST_HEAD = f"INSERT INTO points_head (id, count, hash) VALUES (1, 0, '{START}')"  # noqa: S608 - our own constant


def trigger_sql(dialect: str, table: str) -> tuple[str, ...]:
    """The triggers of one table."""
    if dialect == "sqlite":
        return tuple(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            for act in FORBIDDEN[table]
        )
    acts = " OR ".join(FORBIDDEN[table])
    return (
        REFUSE,
        f"CREATE TRIGGER {table}_append_only BEFORE {acts} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION points_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION points_refuse()",
    )


def create_sql(dialect: str) -> tuple[str, ...]:
    """For a migration: after all tables have been made."""
    return (FIRST_HEAD, *(sql for table in FORBIDDEN for sql in trigger_sql(dialect, table)))


def drop_sql(dialect: str) -> tuple[str, ...]:
    """For a migration: after the tables are gone (their triggers go with them)."""
    return ("DROP FUNCTION IF EXISTS points_refuse()",) if dialect == "postgresql" else ()


def run(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)


def protect_entries(_table: Any, connection: Connection, **_options: Any) -> None:
    run(connection, trigger_sql(connection.dialect.name, "points_entry"))


def protect_accounts(_table: Any, connection: Connection, **_options: Any) -> None:
    run(connection, trigger_sql(connection.dialect.name, "points_account"))


def begin_chain(_table: Any, connection: Connection, **_options: Any) -> None:
    run(connection, (FIRST_HEAD, *trigger_sql(connection.dialect.name, "points_head")))
