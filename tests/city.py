"""The demo city for the tests of the whole portal: built once for all processes of a run, one copy for each.

`python -m tests.city FOLDER DATABASE_URL [OTHER]` builds it, in a process of its own: the loader changes the glossary.
On PostgreSQL stand the rows of the city on SQLite (in the folder OTHER): the same people, numbers and addresses.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
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
from portal.meetings import papers as meetings
from portal.papers import services as papers
from portal.search import services as search

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


def on_sqlite(shared: Path) -> Path:
    """The folder of the same run for the city on SQLite; it is this one, unless the tests run on PostgreSQL."""
    if not os.environ.get("PORTAL_TEST_DATABASE"):
        return shared
    run = os.environ.get("PORTAL_TEST_SHARED")
    folder = Path(run, "sqlite", "city") if run else shared / "on_sqlite"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def built(shared: Path) -> Path:
    """The instance folder of the finished city, never changed again."""
    pattern = shared / "pattern"

    def build() -> str:
        if (before := on_sqlite(shared)) == shared:
            pattern.mkdir()
            return built_apart(pattern, f"sqlite:///{pattern / 'portal.db'}")
        shutil.copytree(built(before), pattern)
        return built_apart(pattern, on_server("pattern", shared), built(before))

    kept(shared / "pattern.json", build)
    return pattern


def built_apart(pattern: Path, url: str, *other: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.city", pattern, url, *other],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return url


def copied(shared: Path, name: str, **settings: Any) -> Config:
    """A city of one's own: files copied, and the database too."""
    pattern, own = built(shared), shared / f"{name}_{WORKER}"
    shutil.copytree(pattern, own)
    with alone(shared / "copying.lock"):  # a database is copied only while nobody else looks at it
        url = on_server(f"{name}_{WORKER}", shared, like="pattern") or f"sqlite:///{own / 'portal.db'}"
    return config_of(own, url, **settings)


def renew(shared: Path, config: Config) -> None:
    """The copy is again as the finished city; nobody may be looking at it. On SQLite only."""
    shutil.rmtree(config.instance_dir)
    shutil.copytree(built(shared), config.instance_dir)


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


SHAPE = re.compile(r'<[^<> ]+|class="[^"]*"')


def one_of_each(draw: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """A hundred papers of a dozen shapes: of each shape one is drawn, and its likes bear the same sheet."""
    made: dict[frozenset[str], bytes] = {}

    def drawn(html: str) -> bytes:
        shape = frozenset(SHAPE.findall(html))
        if shape not in made:
            made[shape] = draw(html)
        return made[shape]

    return drawn


ALIKE = one_of_each(papers.draw)


@contextmanager
def sheets_of_likes() -> Iterator[None]:
    """Inside, nobody reads the papers that jobs make: this process draws one of each shape."""
    before = papers.draw
    papers.draw = meetings.draw = ALIKE
    try:
        yield
    finally:
        papers.draw = meetings.draw = before


def build(folder: Path, url: str, *other: Path) -> None:
    passwords._hasher = CHEAP
    app = create_app(config_of(folder, url))
    with app.app_context(), sheets_of_likes():
        db.create_all()
        if other:
            move(*other)
        else:
            load()
            while jobs.run_due_jobs():
                pass
            jobs.run_due()
        db.session.remove()
        db.engine.dispose()


def move(other: Path) -> None:
    """All rows of a city on SQLite, as they stand there; only what is searched is made anew."""
    source = create_engine(f"sqlite:///{other / 'portal.db'}")
    with source.connect() as there, db.engine.begin() as here:
        # in any order, and past the guards of books that only grow
        here.execute(text("SET LOCAL session_replication_role = replica"))
        for table in db.metadata.tables.values():
            here.execute(table.delete())
            if rows := [dict(row) for row in there.execute(table.select()).mappings()]:
                here.execute(table.insert(), rows)
        here.execute(text(COUNTERS))
    source.dispose()
    search.rebuild()
    db.session.commit()


# the next number of each table comes after those that stand there
COUNTERS = """DO $$ DECLARE one record; BEGIN
FOR one IN SELECT table_name AS name, pg_get_serial_sequence(quote_ident(table_name), column_name) AS counter
  FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'id' LOOP
  IF one.counter IS NOT NULL THEN
    EXECUTE format('SELECT setval(%L, coalesce(max(id), 0) + 1, false) FROM %I', one.counter, one.name);
  END IF;
END LOOP; END $$"""


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2], *map(Path, sys.argv[3:]))
