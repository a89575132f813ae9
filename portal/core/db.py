"""One session, one base class, one naming scheme, honest SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as BoundByTable
from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    bindparam,
    insert,
)
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import CoreExecuteOptionsParameter
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Mapper,
    SessionTransaction,
    class_mapper,
    mapped_column,
    registry,
)
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from portal.core import clock
from portal.core.moments import Moment
from portal.core.prepared import Prepared

R = TypeVar("R", bound="Base")

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

ENUM = EnumColumn(
    StrEnum,
    native_enum=False,
    create_constraint=False,
    length=40,
    values_callable=lambda kind: [member.value for member in kind],
)


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: Moment(), str: String(200), StrEnum: ENUM},
    )


class Session(BoundByTable):
    """Flask-SQLAlchemy picks an engine for each table anew; here all stand in one database.

    A bind given by hand wins.
    """

    engine: Engine | Connection | None = None
    asked: tuple[SessionTransaction | None, Connection] | None = None

    def connection(
        self, bind_arguments: Any = None, execution_options: CoreExecuteOptionsParameter | None = None
    ) -> Connection:
        """The one of this transaction; whoever asks again, a dozen times in a request, gets it at once."""
        if bind_arguments or execution_options:
            return super().connection(bind_arguments, execution_options)
        within = self.get_nested_transaction() or self.get_transaction()
        if within is None or self.asked is None or self.asked[0] is not within:
            found = super().connection()
            self.asked = (self.get_nested_transaction() or self.get_transaction(), found)
        return self.asked[1]

    def close(self) -> None:
        """Nothing of the transaction is held: what points at itself would have to be found by the collector."""
        super().close()
        self.asked = None

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        if self.bind is None and self.engine is None:
            self.engine = super().get_bind(*args, **kwargs)
        return self.bind or cast("Engine", self.engine)


db = SQLAlchemy(model_class=Base, session_options={"class_": Session})


def hold_row(row: Any, *columns: str) -> None:
    """Take the row for this transaction: others wait for us, and what they have changed before is read anew.

    On SQLite there is one writer anyway; the row is only read.
    """
    db.session.flush()
    db.session.refresh(row, columns or None, with_for_update={"of": type(row)})


def defaults_of(table: Table, given: tuple[str, ...]) -> dict[str, Any]:
    return {c.key: c.default.arg for c in table.c if c.default and c.key not in given}  # type: ignore[attr-defined]  # ours are values and functions


def fill(values: dict[str, Any], defaults: dict[str, Any]) -> None:
    for name, default in defaults.items():
        values[name] = default(None) if callable(default) else default


@cache
def insertion(
    model: type[Base], given: tuple[str, ...], asks_number: bool
) -> tuple[Prepared, dict[str, Any]]:
    """The statement for one row with these values, made once, and the defaults of the other columns."""
    table = cast("Table", model.__table__)
    defaults = defaults_of(table, given)
    names = (*given, *defaults)
    statement = insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in names})
    return Prepared(statement.returning(*table.primary_key) if asks_number else statement.inline()), defaults


def put(model: type[Base], **values: Any) -> int:
    """Write one row past the session and return its number.

    For rows that nothing in this request touches again (a job, a line of the audit): a third of what
    `add` and the unit of work cost. Rows it points to must have been flushed.
    """
    connection = db.session.connection()
    tells_number = connection.dialect.name == "sqlite"
    statement, defaults = insertion(model, tuple(values), not tells_number)
    fill(values, defaults)
    if tells_number:
        return cast("int", statement.run(connection, **values).number)
    ((number,),) = statement.rows(connection, **values)
    return int(number)


def insert_into(table: Any, dialect: str = "") -> Any:
    """An INSERT that can say ON CONFLICT, for this database or the one named."""
    postgres = (dialect or db.session.get_bind().dialect.name) == "postgresql"
    return (postgresql if postgres else sqlite).insert(table)


@cache
def upsertion(
    model: type[Base], given: tuple[str, ...], keys: tuple[str, ...], change: tuple[str, ...], dialect: str
) -> tuple[Prepared, dict[str, Any]]:
    """The statement for one row that may be there already, made once, and the defaults of the other columns."""
    table = cast("Table", model.__table__)
    defaults = defaults_of(table, given)
    row = insert_into(table, dialect).values(
        {name: bindparam(name, type_=table.c[name].type) for name in (*given, *defaults)}
    )
    if change:
        wanted = {name: row.excluded[name] for name in change}
        row = row.on_conflict_do_update(index_elements=[table.c[name] for name in keys], set_=wanted)
    else:
        row = row.on_conflict_do_nothing()
    return Prepared(row.inline()), defaults


@cache
def numbered_upsertion(
    model: type[Base], given: tuple[str, ...], dialect: str
) -> tuple[Prepared, dict[str, Any]]:
    """The statement for one row that gives its number, or no row when there is one like it."""
    upsert, defaults = upsertion(model, given, (), (), dialect)
    return Prepared(upsert.statement.returning(*model.__table__.primary_key)), defaults


def put_once(
    model: type[Base], keys: tuple[str, ...] = (), change: tuple[str, ...] = (), **values: Any
) -> None:
    """Write one row past the session unless there is one like it; with `keys` and `change` that one takes these values."""
    connection = db.session.connection()
    statement, defaults = upsertion(model, tuple(values), keys, change, connection.dialect.name)
    fill(values, defaults)
    statement.run(connection, **values)


def put_if_free(model: type[R], **values: Any) -> R | None:
    """`put_known`, or nothing when another row has what only one may have (a number that was drawn). Texts come made."""
    connection = db.session.connection()
    statement, defaults = numbered_upsertion(model, tuple(values), connection.dialect.name)
    fill(values, defaults)
    written = statement.row(connection, **values)
    return as_read(model, {"id": written[0], **values}, {}) if written else None


def columns_of(row: Base) -> dict[str, Any]:
    """What has been set on a new row, for `put`."""
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def put_known(model: type[R], **values: Any) -> R:
    """`put` one row, and the thing itself: the session knows it as if it had read these values. Texts come made."""
    return as_read(model, {"id": put(model, **values), **values}, {})


def columns(model: type[Base]) -> list[Any]:
    """All columns of a model, for a plain statement whose rows `restored` takes."""
    return list(cast("Table", model.__table__).c)


def restored(model: type[R], values: Sequence[Any], **related: Any) -> R:
    """The thing that a plain statement with `columns` has read, as the session would have read it.

    For the one or two things that every request begins with: the way through a mapped query costs twice as much.
    What the session knows already stays as it is there; what it has forgotten is filled in.
    """
    return as_read(model, dict(zip(shape_of(model)[1], values, strict=True)), related)


def as_read(model: type[R], read: dict[str, Any], related: dict[str, Any]) -> R:
    mapper, _names, keys = shape_of(model)
    key = mapper.identity_key_from_primary_key(tuple([read[name] for name in keys]))
    session = db.session()
    thing: R | None = session.identity_map.get(key)
    if thing is not None:
        for name in read.keys() - vars(thing).keys():
            set_committed_value(thing, name, read[name])
    else:
        thing = cast("R", mapper.class_manager.new_instance())
        vars(thing).update(read)
        state = instance_state(thing)
        state.key, state.session_id = key, session.hash_key
        session.identity_map.add(state)  # `session.add` would go through all that hangs on it
    for name, other in related.items():
        set_committed_value(thing, name, other)
    return thing


@cache
def shape_of(model: type[Base]) -> tuple[Mapper[Any], tuple[str, ...], tuple[str, ...]]:
    """How a model is mapped: its attributes in the order of `columns`, and those that are its key."""
    mapper = class_mapper(
        model
    )  # and not `inspect`: perhaps nothing has set the models up in this process yet
    names = tuple(mapper.get_property_by_column(column).key for column in columns(model))
    return mapper, names, tuple(str(column.key) for column in mapper.primary_key)


if TYPE_CHECKING:

    class Model(Base):
        __abstract__ = True
else:
    Model = db.Model


pk = Annotated[int, mapped_column(primary_key=True)]
code = Annotated[str, mapped_column(String(24), unique=True)]
moment = Annotated[datetime, mapped_column(Moment(), default=clock.now)]

__all__ = [
    "Mapped",
    "Model",
    "Moment",
    "code",
    "columns",
    "columns_of",
    "db",
    "hold_row",
    "mapped_column",
    "moment",
    "pk",
    "put",
    "put_if_free",
    "put_known",
    "put_once",
    "restored",
]
