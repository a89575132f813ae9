"""The suite runs against one real database, whichever PORTAL_TEST_DATABASE names (default: SQLite files)."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from portal.accounts.rules import passwords
from portal.app import create_app
from portal.core.config import Config
from portal.core.db import db
from portal.core.language.current import Reader, set_reader
from portal.core.web import Portal
from tests import city, news
from tests.clients import Browser
from tests.kept import as_it_was
from tools import i18n

# how fast an example runs says how busy the machine is, not whether the code is right
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

# what a template is compiled to: one process leaves it, the others find it, and each portal of a test
if run := os.environ.get("PORTAL_TEST_SHARED"):
    templates = Path(run) / "templates"
    templates.mkdir(exist_ok=True)
    Portal.jinja_options = {**Portal.jinja_options, "bytecode_cache": FileSystemBytecodeCache(str(templates))}

passwords._hasher = city.CHEAP

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


RUN = Path(run) if run else None
NOTES = None if news.ON_SERVER or RUN is None else news.Notes()
CHOSEN = pytest.StashKey[tuple[int, int]]()


def pytest_configure(config: pytest.Config) -> None:
    if NOTES:
        NOTES.listen()


@pytest.hookimpl(trylast=True)  # after what marks and words on the command line leave out
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """First the walks through the city, since other parts of a run go by what they have seen; last who goes by it.

    What needs the city besides stands right behind: another process has enough to do until it is built.
    """
    items.sort(
        key=lambda item: (
            not item.nodeid.startswith("tests/pages/"),
            "shared" not in getattr(item, "fixturenames", ()),
            "test_axe.py" in item.nodeid,
        )
    )
    if news.ON_SERVER and RUN and (notes := news.left(RUN)):
        chosen = news.chosen([item.nodeid for item in items], notes)
        config.stash[CHOSEN] = len(chosen), len(items)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in chosen])
        items[:] = [item for item in items if item.nodeid in chosen]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with NOTES.taken_of(item) if NOTES else nullcontext():
        return (yield)


def pytest_collection_finish(session: pytest.Session) -> None:
    gc.freeze()


@pytest.hookimpl(tryfirst=True)  # pytest collects twice at the end
def pytest_unconfigure(config: pytest.Config) -> None:
    gc.collect()
    gc.freeze()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if NOTES and report.skipped:
        NOTES.differ()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if NOTES and RUN and NOTES.taken:
        NOTES.leave(RUN)
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["chosen"] = session.config.stash.get(CHOSEN, None)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """All processes choose the same."""
    if told := getattr(node, "workeroutput", {}).get("chosen"):
        node.config.stash[CHOSEN] = tuple(told)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    if found := config.stash.get(CHOSEN, None):
        some, all_of_them = found
        terminalreporter.write_line(
            f"{some} of {all_of_them} tests have anything to ask that others had not asked before them (tests/news.py)"
        )


def fresh_database(folder: Path, name: str, like: str = "") -> str:
    """The address of a database of our own: a file, or one made on the given server; empty, or a copy."""
    server = os.environ.get("PORTAL_TEST_DATABASE", "")
    if not server.startswith("postgresql"):
        if like:
            shutil.copyfile(make_url(like).database or "", folder / f"{name}.db")
        return f"sqlite:///{folder / name}.db"
    url = make_url(server).set(drivername="postgresql+psycopg")
    own = f"{url.database}_{name}_{WORKER}"
    template = make_url(like).database if like else "template0"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{own}" TEMPLATE "{template}" ENCODING \'UTF8\''))
    engine.dispose()
    return url.set(database=own).render_as_string(hide_password=False)


def a_config(folder: Path, name: str, *, like: str = "", **settings):
    defaults = {
        "instance_dir": folder,
        "database_url": fresh_database(folder, name, like),
        "secret_key": "a secret key for tests only, 32 characters",
        "base_url": "http://localhost",
    }
    return Config(**{**defaults, **settings})


@pytest.fixture(scope="session", autouse=True)
def compiled_translations() -> None:
    if WORKER in {"main", "gw0"}:
        i18n.compile_()


@pytest.fixture(scope="session")
def app():
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(a_config(Path(folder), "suite"), TESTING=True, WTF_CSRF_ENABLED=False)
        with app.app_context():
            db.create_all()
            yield app
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(autouse=True)
def database(request) -> Iterator[None]:
    """Every test runs inside one transaction that is rolled back, commits and all."""
    set_reader(Reader("zh_Hans"))
    if "no_database" in request.keywords:  # and no application: a question to a database would fail
        yield
        return
    if (
        not {"app", "client", "page", "person"} & set(request.fixturenames)
        and "needs_no_database" in request.keywords
    ):
        yield
        return
    app = request.getfixturevalue("app")
    with app.app_context(), db.engine.connect() as connection:
        outer = connection.begin()
        db.session.remove()
        db.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        app.extensions["portal.shelf"].forget()
        for kept in ("portal.fragments", "portal.pages"):  # numbers of rows come again after a roll-back
            app.extensions.pop(kept, None)
        yield
        db.session.remove()
        db.session.configure(bind=None)
        outer.rollback()


@pytest.fixture
def client(app) -> Browser:
    """Nobody's browser, in simplified script; `client.sign_in(user)` makes it somebody's."""
    app.test_client_class = Browser
    return app.test_client()


@pytest.fixture(scope="session")
def bare_tables(tmp_path_factory) -> str:
    """The address of a database with all tables and nothing in them: to be copied, never to be used."""
    config = a_config(tmp_path_factory.mktemp("bare"), "bare")
    with create_app(config).app_context():
        db.create_all()
        db.engine.dispose()
    return str(config.database_url)


@pytest.fixture
def own_portal(tmp_path, bare_tables):
    """A portal whose commits are real, in a database of its own, thrown away after: its routes and all may be changed."""
    config = a_config(tmp_path, f"real_{tmp_path.name[-20:]}", like=bare_tables)
    app = create_app(config, TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with as_it_was(app):
        yield app


@pytest.fixture(scope="session")
def kept_portal(tmp_path_factory, bare_tables):
    folder = tmp_path_factory.mktemp("real")
    app = create_app(a_config(folder, "real", like=bare_tables), TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    return app


@pytest.fixture
def real_portal(kept_portal, bare_tables):
    """A portal whose commits are real, for races and workers: one for all such tests, as new for each."""
    folder = kept_portal.extensions["portal.config"].instance_dir
    shutil.rmtree(folder)
    (folder / "templates").mkdir(parents=True)  # what its templates are compiled to
    fresh_database(folder, "real", like=bare_tables)
    with as_it_was(kept_portal) as app:
        yield app


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """The folder in which the processes of this run leave things for each other."""
    return city.folder_of_run(tmp_path_factory)


@pytest.fixture(scope="session")
def town(shared):
    """The portal of the demo city: the forms' tokens are not asked for, unless a test switches that on."""
    app = create_app(city.copied(shared, "town"), TESTING=True, WTF_CSRF_ENABLED=False)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def hetang(town):
    """The demo city as `portal demo` leaves it; what a test does to it is undone."""
    with city.untouched(town), town.app_context():
        yield town
