"""The steps lead to exactly the tables that the models describe, and back to none."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from sqlalchemy import inspect

from portal.app import create_app
from portal.cli.migrate import context_of, standing, steps, upgrade
from portal.core.db import Base, db
from tests.conftest import a_config


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
