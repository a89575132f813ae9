"""Run by alembic: our tables, on the connection that `portal migrate` hands over."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, Table, event

from portal.core.db import Base


@event.listens_for(Table, "after_create")
def make_what_belongs_to_it(table: Table, connection: Connection, **given: Any) -> None:
    """A model may make more with its table (the search index does): so it shall when a step makes the table."""
    model = Base.metadata.tables.get(table.name)
    if model is not None and model is not table:
        model.dispatch.after_create(model, connection, **given)


@event.listens_for(Table, "before_drop")
def drop_what_belongs_to_it(table: Table, connection: Connection, **given: Any) -> None:
    model = Base.metadata.tables.get(table.name)
    if model is not None and model is not table:
        model.dispatch.before_drop(model, connection, **given)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    **context.config.attributes["options"],
)
try:
    with context.begin_transaction():
        context.run_migrations()
finally:
    event.remove(Table, "after_create", make_what_belongs_to_it)
    event.remove(Table, "before_drop", drop_what_belongs_to_it)
