"""One copy of the demo city for each process, and an app on it."""

import pytest

from portal.app import create_app
from portal.core.db import db
from tests import city


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """The folder in which the processes of this run leave things for each other."""
    return city.folder_of_run(tmp_path_factory)


@pytest.fixture(scope="session")
def town(shared):
    """The portal of the demo city: the forms' tokens are not asked for, unless a test switches that on."""
    app = create_app(city.copied(shared, "town"), TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()
