"""The demo city for the tests of the whole portal: built once for all processes of a run, one copy for each.

`python -m tests.city FOLDER DATABASE_URL` builds it, in a process of its own: the loader changes the glossary.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.engine import make_url

from portal.accounts import sessions
from portal.accounts.models import User
from portal.accounts.rules import passwords
from portal.app import create_app
from portal.cli.demo import load
from portal.core import jobs
from portal.core.config import Config
from portal.core.db import db

ROOT = Path(__file__).resolve().parents[1]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
SECRET = "a secret key for tests only, 32 characters"
# what a password costs is tested once (tests/accounts/test_passwords.py); others need not wait for it
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def folder_of_run(tmp_path_factory) -> Path:
    """One folder that all processes of this run share, and all parts of `make test` on one kind of database."""
    if run := os.environ.get("PORTAL_TEST_SHARED"):
        base = Path(run) / ("postgres" if os.environ.get("PORTAL_TEST_DATABASE") else "sqlite")
    else:
        base = tmp_path_factory.getbasetemp()
        base = base if WORKER == "main" else base.parent
    folder = base / "city"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def alone(path: Path, how: int = 0) -> Iterator[None]:
    """Only one process of the run is inside at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | how)
        yield


def kept(path: Path, make: Callable[[], Any]) -> Any:
    """What `make` returns, made by whichever process comes first, read by the others."""
    with alone(path.with_suffix(".lock")):
        make_once(path, make)
    return json.loads(path.read_text(encoding="utf-8"))


def make_once(path: Path, make: Callable[[], Any]) -> None:
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(make(), ensure_ascii=False), encoding="utf-8")
        fresh.rename(path)


def prepare(path: Path, make: Callable[[], Any]) -> None:
    """Make what others will ask `kept` for, unless somebody is at it already: there is more to do meanwhile."""
    try:
        with alone(path.with_suffix(".lock"), fcntl.LOCK_NB):
            make_once(path, make)
    except BlockingIOError:
        return


def config_of(folder: Path, url: str, **settings: Any) -> Config:
    return Config(
        **{"instance_dir": folder, "database_url": url, "secret_key": SECRET, "base_url": "http://localhost"}
        | settings
    )


def built(shared: Path) -> Path:
    """The instance folder of the finished city, never changed again."""
    pattern = shared / "pattern"

    def build() -> str:
        url = on_server("pattern", shared) or f"sqlite:///{pattern / 'portal.db'}"
        pattern.mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "tests.city", pattern, url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert done.returncode == 0, done.stdout
        return url

    kept(shared / "pattern.json", build)
    return pattern


def copied(shared: Path, name: str, **settings: Any) -> Config:
    """A city of one's own: files copied, and the database too."""
    pattern, own = built(shared), shared / f"{name}_{WORKER}"
    shutil.copytree(pattern, own)
    with alone(shared / "copying.lock"):  # a database is copied only while nobody else looks at it
        url = on_server(f"{name}_{WORKER}", shared, like="pattern") or f"sqlite:///{own / 'portal.db'}"
    return config_of(own, url, **settings)


def on_server(name: str, shared: Path, like: str = "") -> str:
    """The address of a new database on the server of PORTAL_TEST_DATABASE; empty when there is none."""
    server = os.environ.get("PORTAL_TEST_DATABASE", "")
    if not server.startswith("postgresql"):
        return ""
    url = make_url(server).set(drivername="postgresql+psycopg")
    run = f"{url.database}_{shared.parent.name.replace('-', '_')}"
    own, template = f"{run}_{name}", f"{run}_{like}" if like else "template0"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{own}" TEMPLATE "{template}" ENCODING \'UTF8\''))
    engine.dispose()
    return url.set(database=own).render_as_string(hide_password=False)


@contextmanager
def untouched(app: Flask) -> Iterator[Connection]:
    """What is done to the city inside, by whatever requests, is gone in the end."""
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        outer = connection.begin()
        db.session.session_factory.configure(bind=connection, join_transaction_mode="create_savepoint")
        try:
            yield connection
        finally:
            db.session.session_factory.configure(bind=None)
            outer.rollback()


def a_browser_of(app: Flask, username: str) -> FlaskClient:
    """Signed in at once, inside `untouched`; nobody's when there is no name."""
    client = app.test_client()
    if username:
        with app.app_context():
            person = db.session.scalars(select(User).where(User.username == username)).one()
            token = sessions.begin(person, "a test")
            db.session.commit()
        with client.session_transaction() as session:
            session.update({"_user_id": token, "_fresh": True})
    return client


def build(folder: Path, url: str) -> None:
    passwords._hasher = CHEAP
    app = create_app(config_of(folder, url))
    with app.app_context():
        db.create_all()
        load()
        while jobs.run_due_jobs():
            pass
        jobs.run_due()
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
