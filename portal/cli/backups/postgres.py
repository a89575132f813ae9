"""The tables through PostgreSQL's own programs, which copy one moment of a database while others write."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from portal.cli.backups.archive import Unfit

IN_USE = "Others are connected to the database. Stop the portal first, on all machines."
NO_PROGRAMS = "The program {name} of PostgreSQL is needed: apt-get install postgresql-client"


def program(name: str) -> str:
    """The newest: it can read servers of its own age and older ones."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    installed = sorted(folders, key=lambda folder: float(folder.parent.name), reverse=True)
    found = next((str(folder / name) for folder in installed if (folder / name).exists()), shutil.which(name))
    if not found:
        raise Unfit(NO_PROGRAMS.format(name=name))
    return found


def run(name: str, database_url: str, *arguments: str) -> None:
    """The password goes by the environment: everybody on the machine may read a command line."""
    url = make_url(database_url)
    place = url.set(drivername="postgresql", password=None).render_as_string()
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    command = [program(name), *arguments, f"--dbname={place}"]
    done = subprocess.run(  # noqa: S603  (ours)
        command, env={**os.environ, **password}, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise Unfit(f"{name} failed: {done.stderr.strip()}")


def connected(database_url: str) -> psycopg.Connection:
    return psycopg.connect(database_url.replace("+psycopg", "", 1), connect_timeout=10, autocommit=True)


def copy_tables(database_url: str, target: Path) -> None:
    plain = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--schema=public")
    run("pg_dump", database_url, *plain, f"--file={target}")


def rows(database_url: str, tables: tuple[str, ...]) -> int:
    with connected(database_url) as server:
        found = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        there = {name for (name,) in server.execute(found)}
        counts = [
            server.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
            for name in tables
            if name in there
        ]
    return sum(count[0] for count in counts if count)


def refuse_in_use(database_url: str) -> None:
    others = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    with connected(database_url) as server:
        row = server.execute(others).fetchone()
    if row and row[0]:
        raise Unfit(IN_USE)


@contextmanager
def put_in_place(database_url: str, made: Path, aside: str, *, keep: bool) -> Iterator[str]:
    """Yields where the old tables are. They come back when what follows fails; else they are kept or go."""
    old = sql.Identifier(re.sub(r"\W", "_", aside))
    with connected(database_url) as server:
        server.execute(sql.SQL("ALTER SCHEMA public RENAME TO {}").format(old))
        server.execute("CREATE SCHEMA public")
    try:
        whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
        run("pg_restore", database_url, *whole, "--schema=public", str(made))
        yield f"schema {old.as_string()}"
    except BaseException:
        with connected(database_url) as server:
            server.execute("DROP SCHEMA public CASCADE")
            server.execute(sql.SQL("ALTER SCHEMA {} RENAME TO public").format(old))
        raise
    if not keep:
        with connected(database_url) as server:
            server.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(old))
