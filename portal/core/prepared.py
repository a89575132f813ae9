"""Statements that every request or every reply asks: compiled once, then given to the driver as they are.

The same SQL and the same types in and out as by the usual way, which looks its cache up, builds its parameters and its
columns anew each time: a third of the price. For statements made once, at the top of a module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, cast

from sqlalchemy import BindParameter, Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Processor = Callable[[Any], Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in the words of one database."""

    sql: str
    order: tuple[tuple[str, Processor | None], ...]  # of the parameters, where the driver counts them
    fixed: dict[str, Any]  # parameters whose values stand in the statement
    into: tuple[tuple[str, Processor | None], ...]  # those that come with each run
    out: tuple[tuple[int, Processor], ...]  # columns whose values the driver does not give as we know them

    def parameters(self, values: dict[str, Any]) -> Any:
        given = self.fixed | values if self.fixed else values
        if self.order:
            return [process(given[name]) if process else given[name] for name, process in self.order]
        made = {name: process(given[name]) if process else given[name] for name, process in self.into}
        return self.fixed | made

    def known(self, rows: list[list[Any]]) -> list[list[Any]]:
        """The rows of the driver with the values as we know them."""
        for place, process in self.out:
            for row in rows:
                row[place] = process(row[place])
        return rows


class Done(NamedTuple):
    """How many rows were written, and SQLite's number of the last."""

    written: int
    number: int | None


class Prepared:
    """One statement; a parameter is a named `bindparam`, and all of them are given at each run."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self.compiled: dict[str, Compiled] = {}

    def run(self, connection: Connection, **values: Any) -> Done:
        """For what gives no rows."""
        made = self.made_for(connection.dialect)
        return ask(connection, made.sql, made.parameters(values), told)

    def rows(self, connection: Connection, **values: Any) -> list[list[Any]]:
        """All rows, each a list of values in the order of the statement's columns."""
        made = self.made_for(connection.dialect)
        return made.known(ask(connection, made.sql, made.parameters(values), fetched))

    def row(self, connection: Connection, **values: Any) -> list[Any] | None:
        """The one row there is, or none."""
        return next(iter(self.rows(connection, **values)), None)

    def made_for(self, dialect: Dialect) -> Compiled:
        made = self.compiled.get(dialect.name)
        if made is None:
            made = self.compiled[dialect.name] = compiled(self.statement, dialect)
        return made


class Together:
    """Statements that give no rows and do not read what the others write: one on PostgreSQL, where each way to the
    server counts, elsewhere one after another. Their parameters have different names."""

    def __init__(self, *statements: Any) -> None:
        self.each = [Prepared(statement.inline()) for statement in statements]
        *others, last = (one.statement for one in self.each)
        self.all = Prepared(last.add_cte(*(one.cte(f"part_{n}") for n, one in enumerate(others, 1))))

    def run(self, connection: Connection, **values: Any) -> None:
        for one in [self.all] if connection.dialect.name == "postgresql" else self.each:
            one.run(connection, **values)


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement that has been sent; its answer is there when the way `on_the_way` has ended."""

    made: Compiled
    cursor: DBAPICursor

    @property
    def written(self) -> int:
        return self.cursor.rowcount

    def rows(self) -> list[list[Any]]:
        return self.made.known(fetched(self.cursor))


class Way:
    """To the database, for several statements that do not wait for each other's answers."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def ask(self, statement: Prepared, **values: Any) -> Asked:
        made = statement.made_for(self.connection.dialect)
        cursor = ask(self.connection, made.sql, made.parameters(values), itself, closes=False)
        return Asked(made, cursor)


@contextmanager
def on_the_way(connection: Connection) -> Iterator[Way]:
    """What is asked within waits for no answer: on PostgreSQL all of it goes to the server at once, one after another.

    Only prepared statements: others look for their answer at once.
    """
    driver: Any = connection.connection.driver_connection
    # a way within another is the same way: the driver would wait for all answers twice more
    if connection.dialect.name != "postgresql" or driver.info.pipeline_status:
        yield Way(connection)
        return
    try:
        with driver.pipeline():
            yield Way(connection)
    except connection.dialect.loaded_dbapi.Error as error:
        raise wrapped(connection, "", {}, error) from error


def itself(cursor: DBAPICursor) -> DBAPICursor:
    return cursor


def told(cursor: DBAPICursor) -> Done:
    return Done(cursor.rowcount, getattr(cursor, "lastrowid", None))


def fetched(cursor: DBAPICursor) -> list[list[Any]]:
    return [list(row) for row in cursor.fetchall()]


def ask(
    connection: Connection,
    sql: str,
    parameters: Any,
    answer: Callable[[DBAPICursor], T],
    closes: bool = True,
) -> T:
    """What SQLAlchemy does around the driver, and no more: who listens hears of it, errors are its own, a connection
    that is gone is given up."""
    cursor = connection.connection.cursor()
    try:
        if connection._has_events or connection.engine._has_events:  # as SQLAlchemy itself asks
            connection.dispatch.before_cursor_execute(connection, cursor, sql, parameters, None, False)
        cursor.execute(sql, parameters)
        return answer(cursor)
    except connection.dialect.loaded_dbapi.Error as error:
        raise wrapped(connection, sql, parameters, error, cursor) from error
    finally:
        if closes:
            cursor.close()


def wrapped(
    connection: Connection, sql: str, parameters: Any, error: Any, cursor: DBAPICursor | None = None
) -> Exception:
    """The driver's error as SQLAlchemy raises it."""
    gone = connection.dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
    if gone:
        connection.invalidate(error)
    made: Exception = DBAPIError.instance(
        sql,
        parameters,
        error,
        connection.dialect.loaded_dbapi.Error,
        hide_parameters=connection.engine.hide_parameters,
        connection_invalidated=gone,
        dialect=connection.dialect,
    )
    return made


def compiled(statement: Any, dialect: Dialect) -> Compiled:
    made = cast("SQLCompiler", statement.compile(dialect=dialect))
    spread = made.construct_expanded_state(dict.fromkeys(p.key for p in made.bind_names if p.required))
    fixed: dict[str, Any] = {}
    into: dict[str, Processor | None] = {}
    for parameter, name in made.bind_names.items():
        process = parameter.type.dialect_impl(dialect).bind_processor(dialect)
        if parameter.required:
            into[name] = process
        else:
            for each, value in values_of(parameter, name):
                fixed[each] = process(value) if process else value
    types = [column.type.dialect_impl(dialect) for column in getattr(statement, "exported_columns", ())]
    out = [(place, kind.result_processor(dialect, None)) for place, kind in enumerate(types)]
    return Compiled(
        sql=spread.statement,
        order=tuple((name, dict(into).get(name)) for name in spread.positiontup or ()),
        fixed=fixed,
        into=tuple(into.items()),
        out=tuple((place, process) for place, process in out if process),
    )


def values_of(parameter: BindParameter[Any], name: str) -> list[tuple[str, Any]]:
    """The names and values of a parameter that stands in the statement; a list (`IN`) has one for each part."""
    if not parameter.expanding:
        return [(name, parameter.effective_value)]
    parts = cast("list[Any]", parameter.effective_value)
    return [(f"{name}_{number}", part) for number, part in enumerate(parts, 1)]
