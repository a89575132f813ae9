"""What the database itself forbids: which triggers belong to our tables, which are missing, and how they come back.

A model makes its triggers when its table is made. Nobody sees at a glance when one is gone since: a table that was
replaced, or read in from elsewhere, works on without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import Connection, text

from portal.core.db import Base

TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")
FUNCTION = "CREATE OR REPLACE FUNCTION"
THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND pg_table_is_visible(c.oid)",
}


@dataclass
class Listening:
    """Stands in for a connection and keeps what it is told, so that our tables say what they make."""

    dialect: Any
    told: list[str] = field(default_factory=list)

    def exec_driver_sql(self, statement: str, *_given: Any) -> None:
        self.told.append(statement.strip())


@dataclass(frozen=True)
class Trigger:
    """One that belongs to a table; `functions` are what it calls, where the database keeps them apart."""

    name: str
    table: str
    sql: str
    functions: tuple[str, ...]


def belonging(dialect: Any) -> list[Trigger]:
    """All that should be there, by name."""
    found = []
    for table in Base.metadata.tables.values():
        listening = Listening(dialect)
        table.dispatch.after_create(table, cast("Connection", listening))
        functions = tuple(sql for sql in listening.told if sql.startswith(FUNCTION))
        found += [
            Trigger(match[1], table.name, sql, functions)
            for sql in listening.told
            if (match := TRIGGER.match(sql))
        ]
    return sorted(found, key=lambda trigger: trigger.name)


def missing(connection: Connection) -> list[Trigger]:
    """Those that are not there, or are switched off."""
    there = set(connection.scalars(text(THERE[connection.dialect.name])))
    return [trigger for trigger in belonging(connection.dialect) if trigger.name not in there]


def mend(connection: Connection) -> list[str]:
    """Make those again; says which."""
    gone = missing(connection)
    for sql in dict.fromkeys(sql for trigger in gone for sql in trigger.functions):
        connection.exec_driver_sql(sql)
    for trigger in gone:
        if connection.dialect.name == "postgresql":  # one that is switched off is still there
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}")
        connection.exec_driver_sql(trigger.sql)
    return [trigger.name for trigger in gone]
