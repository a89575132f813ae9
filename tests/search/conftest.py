"""Engines on a database of their own: SQLite in a file, or a schema in the PostgreSQL of this run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from portal.search.engine import Engine
from portal.search.fts5 import Fts5
from portal.search.models import SearchDoc
from portal.search.postgres import Postgres
from portal.search.whoosh_engine import Whoosh

URL = os.environ.get("PORTAL_TEST_DATABASE", "")
ON_POSTGRES = URL.startswith("postgresql")
# whoosh keeps its index in files, whatever the database
ENGINES = ["postgres"] if ON_POSTGRES else ["fts5", "whoosh"]

Maker = Callable[..., Engine]


def new_database(folder: Path) -> Database:
    if not ON_POSTGRES:
        return create_engine(f"sqlite:///{folder / 'search.db'}")
    url = URL.replace("postgresql://", "postgresql+psycopg://", 1)
    schema = f"search_{uuid4().hex}"
    owner = create_engine(url)
    with owner.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    owner.dispose()
    return create_engine(url, connect_args={"options": f"-csearch_path={schema}"})


def drop(database: Database) -> None:
    if ON_POSTGRES:
        with database.begin() as connection:
            schema = connection.scalar(text("SELECT current_schema()"))
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    database.dispose()


def make(name: str, session: Session, folder: Path, **options: int) -> Engine:
    if name == "whoosh":
        return Whoosh(session, folder / "index", **options)
    return {"fts5": Fts5, "postgres": Postgres}[name](session, **options)


@contextmanager
def database_in(folder: Path) -> Iterator[Database]:
    database = new_database(folder)
    SearchDoc.__table__.create(database)
    yield database
    drop(database)


@pytest.fixture(scope="module")
def index_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with database_in(tmp_path_factory.mktemp("search")) as database:
        yield database


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, index_database: Database, tmp_path: Path) -> Iterator[Engine]:
    """An empty engine; nothing of it stays after the test."""
    with Session(index_database) as session:
        made = make(request.param, session, tmp_path)
        made.rebuild([])
        session.commit()
        yield made
        session.rollback()
        made.rebuild([])
        session.commit()
        made.close()
