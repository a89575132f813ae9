"""Whether the portal can open at once. Answered without loading it, so that the second start is a short one."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import click
import psycopg

from portal import __version__
from portal.core.config import Config

PORTAL = [sys.executable, "-m", "portal"]
STEPS = Path(__file__).resolve().parents[1] / "migrations" / "versions"


def prepared(config: Config) -> str:
    """The accounts of the demo city, once the database is up to date; prepares it only when something has changed."""
    note = config.instance_dir / "prepared.json"
    state = fingerprint(config)
    kept = json.loads(note.read_text(encoding="utf-8")) if note.exists() else {}
    if kept.get("state") != state or revision(config.database_url) != newest_step():
        kept = {"state": state, "accounts": prepare()}
        note.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return str(kept["accounts"])


def prepare() -> str:
    """In a process of its own: the supervisor stays small."""
    done = subprocess.run([*PORTAL, "prepare"], stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603  (ours)
    if done.returncode:
        raise click.ClickException("The database could not be brought up to date; the reason stands above.")
    return done.stdout


def fingerprint(config: Config) -> str:
    """No password of the database may be read from it."""
    parts = (__version__, config.database_url, str(config.demo), newest_step())
    return sha256("\n".join(parts).encode()).hexdigest()


def newest_step() -> str:
    return max((path.name.partition("_")[0] for path in STEPS.glob("[0-9]*.py")), default="")


def revision(database_url: str) -> str | None:
    """The step a database stands at; None when it has none or cannot be asked, which `prepare` then explains."""
    asked = "SELECT version_num FROM alembic_version"
    try:
        if database_url.startswith("sqlite"):
            path = database_url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
                row = file.execute(asked).fetchone()
        else:
            with psycopg.connect(database_url.replace("+psycopg", "", 1), connect_timeout=10) as server:
                row = server.execute(asked).fetchone()
    except (sqlite3.Error, psycopg.Error):
        return None
    return row[0] if row else None
