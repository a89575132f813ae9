"""The tables as a file of SQLite: copied while others write, put in place when nobody does."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from portal.cli.backups.archive import Unfit

IN_USE = "The database is in use. Stop the portal first (Ctrl-C, or systemctl stop yiyue)."


def path_of(database_url: str) -> Path:
    return Path(database_url.removeprefix("sqlite:///"))


def opened(path: Path) -> sqlite3.Connection:
    """Never makes a file that is not there."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True, timeout=15, isolation_level=None)


def copy_tables(database_url: str, target: Path) -> None:
    """All pages in one step: one moment of the database, and writers go on beside it."""
    with closing(opened(path_of(database_url))) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        answer = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer != "ok":
        raise Unfit(f"The database itself is damaged: {answer}. No backup was made; see docs/operations.")


def rows(database_url: str, tables: tuple[str, ...]) -> int:
    path = path_of(database_url)
    if not path.exists():
        return 0
    with closing(opened(path)) as file:
        there = {name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        counts = (
            file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  (our own names)
            for name in tables
            if name in there
        )
        return sum(counts)


def refuse_in_use(database_url: str) -> None:
    """Leaving the write-ahead log behind needs the file for oneself; nothing is left in the log then."""
    path = path_of(database_url)
    if not path.exists():
        return
    try:
        with closing(opened(path)) as file:
            file.execute("PRAGMA busy_timeout = 2000")
            file.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        raise Unfit(IN_USE) from error


@contextmanager
def put_in_place(database_url: str, made: Path, aside: str, *, keep: bool) -> Iterator[str]:
    """Yields where the old tables are. They come back when what follows fails; else they are kept or go."""
    path = path_of(database_url)
    old = path.with_name(f"{path.name}.{aside}")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        path.rename(old)
    shutil.move(made, path)
    try:
        yield str(old)
    except BaseException:
        for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            with suppress(FileNotFoundError):
                each.unlink()
        if old.exists():
            old.rename(path)
        raise
    if not keep:
        old.unlink(missing_ok=True)
