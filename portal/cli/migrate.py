"""Bring the tables of a database to those of this version of the portal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as Steps
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, TypeDecorator

from portal.app import create_app
from portal.core import triggers as own_triggers
from portal.core.db import Base, db

FOLDER = Path(__file__).resolve().parents[1] / "migrations"


@click.group()
def migrate() -> None:
    """Bring the tables up to date, or back, or say where they stand."""


@migrate.command()
def up() -> None:
    """Up to this version of the portal. `portal run` does this by itself."""
    upgrade(create_app())


@migrate.command()
@click.argument("revision", default="-1")
def down(revision: str) -> None:
    """Back by one step, or to a revision. Make a backup first: what a step added is lost."""
    with steps(create_app()) as (alembic, _connection):
        command.downgrade(alembic, revision)


@migrate.command()
def status() -> None:
    """Say where the tables stand. Exit 1 when something is missing."""
    with steps(create_app()) as (_alembic, connection):
        current, newest = standing(connection)
        differences = compare_metadata(context_of(connection), Base.metadata) if current == newest else []
    click.echo(f"database: {current or 'empty'}   portal: {newest or 'no steps'}")
    for difference in differences:
        click.echo(f"differs from the models: {difference}")
    if current != newest or differences:
        raise SystemExit(1)


@migrate.command()
def triggers() -> None:
    """Make again what the database itself forbids, where it is missing or switched off (`portal check` says so)."""
    with steps(create_app()) as (_alembic, connection):
        made = own_triggers.mend(connection)
    for name in made:
        click.echo(name)
    click.echo(f"{len(made)} made again")


@migrate.command()
@click.argument("message")
def make(message: str) -> None:
    """Write the next step from what the models have and the database has not. For developers; read it before use."""
    number = len(list((FOLDER / "versions").glob("[0-9]*.py"))) + 1
    with steps(create_app()) as (alembic, _connection):
        made = command.revision(alembic, message, autogenerate=True, rev_id=f"{number:04d}")
    path = str(getattr(made, "path", ""))
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", path], check=False)  # noqa: S603  (ours)
    click.echo(path)


def upgrade(app: Flask) -> None:
    with steps(app) as (alembic, connection):
        current, newest = standing(connection)
        if current != newest:
            command.upgrade(alembic, "heads")


@contextmanager
def steps(app: Flask) -> Iterator[tuple[Steps, Connection]]:
    """Alembic on a connection of ours, in one transaction; nothing is half done after an error."""
    alembic = Steps()
    alembic.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    alembic.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    alembic.set_main_option("path_separator", "os")
    with app.app_context(), closing_all(), db.engine.connect() as connection:
        if (
            connection.dialect.name == "sqlite"
        ):  # batch mode replaces tables, which must not delete what refers to them
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.rollback()
        with connection.begin():
            alembic.attributes.update(connection=connection, options=options())
            yield alembic, connection


@contextmanager
def closing_all() -> Iterator[None]:
    """The next connection shall not be the one whose foreign keys were put off."""
    try:
        yield
    finally:
        db.engine.dispose()


def options() -> dict[str, Any]:
    return {"compare_type": True, "render_as_batch": True, "include_name": is_ours, "render_item": plain_type}


def context_of(connection: Connection) -> MigrationContext:
    return MigrationContext.configure(connection, opts=options())


def standing(connection: Connection) -> tuple[str, str]:
    """The revision of the database, and the newest there is."""
    current = MigrationContext.configure(connection).get_current_heads()
    return ", ".join(current), ", ".join(ScriptDirectory(str(FOLDER)).get_heads())


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """The search engine keeps tables beside its own that no model describes."""
    return kind != "table" or name in Base.metadata.tables or not (name or "").startswith("search_")


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A step names the database's own types: it must still run when our classes have changed."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False
