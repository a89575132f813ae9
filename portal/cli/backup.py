"""Everything the portal keeps, in one file; safe while it runs."""

from __future__ import annotations

import re
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from portal import __version__
from portal.cli.backups import archive, postgres, sqlite
from portal.cli.backups.record import note_backup
from portal.cli.opened import opened
from portal.cli.prepared import revision
from portal.core import clock
from portal.core.config import Config
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.files import storage
from portal.files.models import StoredFile

PATTERN = "yiyue-*.tar.gz"


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keep", type=click.IntRange(1), help="With a folder: keep so many backups there, remove older ones."
)
def backup(file: Path, keep: int | None) -> None:
    """Write database and files into one FILE; in a folder it gets the time as its name.

    The portal may run meanwhile. The secret key is not in it: keep that apart.
    """
    config = Config.from_environ()
    target = chosen(file, keep)
    database = kind_of(config)
    try:
        lost, size = write(config, target, database)
    except archive.Unfit as unfit:
        raise click.ClickException(str(unfit)) from unfit
    note_backup(config, target.absolute(), clock.now())
    click.echo(f"{target}: {size} files and the database, {target.stat().st_size / 1e6:.1f} MB")
    click.echo(f"Keep apart from it: {key_place(config)}. Without it, sessions and checkpoints are void.")
    for old in too_many(target.parent, keep):
        old.unlink()
        click.echo(f"removed {old}")
    for name in lost:
        click.echo(f"not whole on the disk, so not whole in the backup: the file {name}", err=True)
    if lost:
        raise SystemExit(1)


def chosen(file: Path, keep: int | None) -> Path:
    if file.is_dir():
        return file / f"yiyue-{clock.local(clock.now()):%Y%m%d-%H%M%S}.tar.gz"
    if keep:
        raise click.ClickException("--keep needs a folder that is there.")
    if file.exists():
        raise click.ClickException(f"{file} is there already. Choose another name, or a folder.")
    if not file.absolute().parent.is_dir():
        raise click.ClickException(f"The folder {file.absolute().parent} is not there.")
    return file


def kind_of(config: Config) -> str:
    if revision(config.database_url) is None:
        raise click.ClickException("There is no database to keep here; `portal check` says why.")
    return "sqlite" if config.database_url.startswith("sqlite") else "postgresql"


def write(config: Config, target: Path, database: str) -> tuple[list[str], int]:
    """Database first, files after: none that it names can be missing. Returns what was lost before, and how many."""
    copy_tables = sqlite.copy_tables if database == "sqlite" else postgres.copy_tables
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".yiyue-") as room:
        copy = Path(room) / archive.DATABASES[database]
        copy_tables(config.database_url, copy)
        with opened(config):
            named = names_of_contents()
            with archive.writing(target, config.secret()) as made:
                made.add_note(archive.HEAD, head(config, database))
                with copy.open("rb") as content:
                    made.add(copy.name, content, copy.stat().st_size)
                sound = add_files(made)
    return sorted(named - sound), len(made.members) - 3


def names_of_contents() -> set[str]:
    with unit_of_work(read=True):
        return set(db.session.scalars(select(StoredFile.sha256)))


def add_files(made: archive.Writing) -> set[str]:
    """The names whose content is what the name says."""
    sound = set()
    for name in storage.every_name():
        path = storage.where(name)
        try:
            content = path.open("rb")
        except FileNotFoundError:  # swept away meanwhile: no row names it any more
            continue
        with content:
            relative = path.relative_to(storage.folder()).as_posix()
            if made.add(f"files/{relative}", content, path.stat().st_size) == name:
                sound.add(name)
    return sound


def head(config: Config, database: str) -> dict[str, Any]:
    return {
        "format": archive.FORMAT,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "portal": __version__,
        "step": revision(config.database_url),
        "database": database,
        "settings": settings_without_secrets(config),
    }


def settings_without_secrets(config: Config) -> dict[str, str]:
    """No key, and no address keeps the part that may hold a password."""
    values = {
        each.name: str(getattr(config, each.name)) for each in fields(config) if each.name != "secret_key"
    }
    for name in ("database_url", "search_url", "mail_url"):
        values[name] = re.sub(r"//.*@", "//", values[name], flags=re.DOTALL).partition("?")[0]
    return values


def key_place(config: Config) -> str:
    return "your PORTAL_SECRET_KEY" if config.secret_key else str(config.instance_dir / "secret_key")


def too_many(folder: Path, keep: int | None) -> list[Path]:
    return sorted(folder.glob(PATTERN), reverse=True)[keep:] if keep else []
