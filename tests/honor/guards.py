"""A planted fault: the database is without some of its triggers for a while."""

from __future__ import annotations

from contextlib import contextmanager

from portal.core.db import db
from portal.honor import ddl


@contextmanager
def unguarded(*names):
    dialect = db.engine.dialect.name
    asked = [guard for guard in ddl.guards(dialect) if guard.name in names]
    assert len(asked) == len(names)
    for guard in asked:
        table = f" ON {guard.table}" if dialect == "postgresql" else ""
        db.session.connection().exec_driver_sql(f"DROP TRIGGER {guard.name}{table}")
    try:
        yield
    finally:
        for guard in asked:
            for statement in ddl.create_sql(dialect, guard):
                db.session.connection().exec_driver_sql(statement)
