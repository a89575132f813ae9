"""An installation of its own for tests of commands: a folder, a database, settings in the environment."""

import os
from shutil import copytree

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal.accounts.models import User
from portal.app import create_app
from portal.cli.migrate import upgrade
from portal.core import audit
from portal.core.config import Config
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.files import storage
from portal.files.models import FileKind, StoredFile
from tests.conftest import fresh_database
from tests.factories import a_user

KEY = "one secret key for these tests, long enough"
CONTENT = b"what a citizen has sent" * 1000


class Installation:
    """A folder and a database; commands are called as in a shell, with settings in the environment."""

    def __init__(self, folder, name, like=None):
        self.folder = folder / name
        if like:
            copytree(like.folder, self.folder)
        pattern = like.settings["PORTAL_DATABASE_URL"] if like else ""
        self.settings = {
            "PORTAL_INSTANCE_DIR": str(self.folder),
            "PORTAL_DATABASE_URL": fresh_database(self.folder, f"bk_{name}", pattern),
            "PORTAL_SECRET_KEY": KEY,
        }

    def copied(self, folder, name="copied"):
        """Another one that stands as this does; nobody may be looking at this one."""
        return Installation(folder, name, like=self)

    @property
    def config(self):
        return Config.from_environ(self.settings)

    def call(self, command, *words, answer=""):
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("PORTAL_")]:
                if not name.startswith("PORTAL_TEST_"):
                    patch.delenv(name)
            for name, value in self.settings.items():
                patch.setenv(name, value)
            return CliRunner().invoke(command, [str(word) for word in words], input=answer)

    def with_tables(self):
        app = create_app(self.config)
        upgrade(app)
        with app.app_context():
            db.engine.dispose()
        return app

    def with_people(self, *names):
        """A person, an audit line and an uploaded file for each name."""
        app = self.with_tables()
        with app.app_context():
            with unit_of_work():
                for name in names:
                    person = a_user(username=name)
                    audit.record(person, "accounts.register", person)
                    db.session.add(a_file(storage.put(CONTENT + name.encode()), person))
            db.engine.dispose()

    def people(self):
        app = create_app(self.config)
        with app.app_context():
            found = sorted(db.session.scalars(select(User.username)))
            db.session.remove()
            db.engine.dispose()
        return found

    def contents(self):
        return {path.name for path in (self.folder / "files").glob("??/??/*")}


def a_file(name, owner):
    kind = {"kind": FileKind.PDF, "media_type": "application/pdf", "name": "a.pdf"}
    return StoredFile(code=name[:12], sha256=name, size=len(CONTENT), public=False, owner_id=owner.id, **kind)
