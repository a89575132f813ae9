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
    # of a table only that it is there: the test before compares its columns
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


def test_the_steps_lead_to_the_tables_of_the_models(empty_portal):
    upgrade(empty_portal)

    with steps(empty_portal) as (_alembic, connection):
        current, newest = standing(connection)
        assert (current, compare_metadata(context_of(connection), Base.metadata)) == (newest, [])


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


def test_the_steps_make_what_stands_beside_the_tables_too(empty_portal, real_portal):
    upgrade(empty_portal)

    assert everything_in(empty_portal) == everything_in(real_portal)


def test_the_steps_lead_back_to_an_empty_database(empty_portal):
    upgrade(empty_portal)

    with steps(empty_portal) as (alembic, connection):
        command.downgrade(alembic, "base")
        left = inspect(connection).get_table_names()

    assert left == ["alembic_version"]


def test_going_up_twice_changes_nothing(empty_portal):
    upgrade(empty_portal)

    upgrade(empty_portal)

    with steps(empty_portal) as (_alembic, connection):
        assert standing(connection)[0] == standing(connection)[1] != ""
