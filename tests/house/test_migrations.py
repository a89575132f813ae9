"""The steps lead to exactly the tables that the models describe, and back to none."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from sqlalchemy import func, inspect, select

from portal.app import create_app
from portal.cli.migrate import context_of, standing, steps, upgrade
from portal.core.db import Base, db
from tests.conftest import a_config

EVERYTHING = {
    # of a table only that it is there: its columns are compared with the models
    "sqlite": "SELECT type, name, CASE type WHEN 'table' THEN '' ELSE sql END FROM sqlite_master",
    "postgresql": """
        SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint
              WHERE connamespace = 'public'::regnamespace""",
}


@pytest.fixture
def empty_portal(tmp_path):
    app = create_app(a_config(tmp_path, "steps"), TESTING=True)
    yield app
    with app.app_context():
        db.engine.dispose()


def everything_in(app):
    """Indexes, triggers and functions by name and wording, and how many rows each table begins with."""
    with app.app_context(), db.engine.connect() as connection:
        of_database = connection.exec_driver_sql(EVERYTHING[connection.dialect.name])
        things = {tuple(row) for row in of_database if "alembic" not in row[1]}
        rows = {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }
    return things, rows


def test_the_steps_lead_to_what_the_models_make_and_back(empty_portal, real_portal):
    """One way there and back, as each step costs the making of all tables."""
    upgrade(empty_portal)
    with steps(empty_portal) as (_alembic, connection):
        current, newest = standing(connection)
        assert (current, compare_metadata(context_of(connection), Base.metadata)) == (newest, [])
        assert current != ""
    made = everything_in(empty_portal)
    assert made == everything_in(real_portal)

    upgrade(empty_portal)

    with steps(empty_portal) as (_alembic, connection):
        assert standing(connection) == (newest, newest)
    assert everything_in(empty_portal) == made

    with steps(empty_portal) as (alembic, connection):
        command.downgrade(alembic, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
