"""The way back from a backup, into an empty installation or, when told twice, over what is there."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import click

from portal.catalog import services as catalog
from portal.cli.backup import settings_without_secrets
from portal.cli.backups import archive, postgres, sqlite
from portal.cli.backups.archive import Unfit, Unpacked
from portal.cli.migrate import upgrade
from portal.cli.opened import opened
from portal.cli.prepared import STEPS
from portal.cli.verify import damages
from portal.core import clock
from portal.core.audit import Damage
from portal.core.config import Config
from portal.core.work import unit_of_work
from portal.files import storage
from portal.search import services as search

SIGNS_OF_LIFE = ("user", "place", "audit_line")
"""Tables that every city in use has rows in."""
TOLD = ("base_url", "search_url", "default_locale", "sanitiser")
"""Settings worth a word when they were others."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Also when there is a city already: it is set aside. Asks first.")
def restore(file: Path, *, force: bool) -> None:
    """Bring back a FILE of `portal backup`; the portal must be stopped.

    Nothing changes unless the whole file is sound. Then the index is made anew and everything is proven,
    as `portal verify` does. Exit 1 when that names damage: the city was damaged before it was kept.
    """
    config = Config.from_environ()
    try:
        damaged = bring_back(config, file, force=force)
    except Unfit as unfit:
        raise click.ClickException(str(unfit)) from unfit
    for damage in damaged:
        click.echo(f"{damage.table} row {damage.row}: {damage.why}")
    click.echo("Restored, but damaged as named above." if damaged else "Restored, and proven sound.")
    raise SystemExit(1 if damaged else 0)


def bring_back(config: Config, file: Path, *, force: bool) -> list[Damage]:
    refuse_other_owner(config)
    tables = sqlite if config.database_url.startswith("sqlite") else postgres
    tables.refuse_in_use(config.database_url)
    full = tables.rows(config.database_url, SIGNS_OF_LIFE) > 0
    if full and not force:
        raise Unfit(
            "There is a city in this database already. Give another PORTAL_INSTANCE_DIR or "
            "PORTAL_DATABASE_URL, or add --force to set it aside."
        )
    config.files_dir.mkdir(parents=True, exist_ok=True)
    config.instance_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=config.files_dir, prefix=".restore-") as room:
        unpacked = archive.unpack(file, Path(room), config.secret(), accepted_by(config))
        tell(config, unpacked)
        if full:
            click.confirm("The city in this database will be set aside and replaced. Go on?", abort=True)
        return replace(config, tables, unpacked, Path(room) / "files", keep=full)


def refuse_other_owner(config: Config) -> None:
    """What root brings back, the portal could not write."""
    folder = config.instance_dir
    if folder.exists() and folder.stat().st_uid != os.geteuid():
        raise Unfit(f"{folder} belongs to {folder.owner()}: sudo -u {folder.owner()} portal restore …")


def accepted_by(config: Config) -> Any:
    mine = "sqlite" if config.database_url.startswith("sqlite") else "postgresql"
    known = {path.name.partition("_")[0] for path in STEPS.glob("[0-9]*.py")}

    def accept(head: dict[str, Any]) -> None:
        if head["database"] != mine:
            raise Unfit(
                f"It holds a database of {head['database']}, and PORTAL_DATABASE_URL names one of {mine}."
            )
        if head["step"] not in known:
            raise Unfit(
                f"It was made by portal {head['portal']}, newer than this one. Bring this one up to date."
            )

    return accept


def tell(config: Config, unpacked: Unpacked) -> None:
    head = unpacked.head
    made_at = clock.local(datetime.fromisoformat(head["made_at"]))
    click.echo(
        f"Made {made_at:%Y-%m-%d %H:%M} by portal {head['portal']}, with {unpacked.files} files; whole."
    )
    if not unpacked.of_this_portal:
        click.echo(
            "It was not signed with the secret key of this installation. If it is yours, put the old key back first:"
            " else everybody signs in anew, and old checkpoints cannot be compared."
        )
    here = settings_without_secrets(config)
    for name in TOLD:
        if head["settings"].get(name) != here[name]:
            click.echo(
                f"{name} was {head['settings'].get(name) or 'empty'}, and is {here[name] or 'empty'} here."
            )


def replace(
    config: Config, tables: ModuleType, unpacked: Unpacked, files: Path, *, keep: bool
) -> list[Damage]:
    aside = f"before-restore-{clock.now():%Y%m%d-%H%M%S}"
    with tables.put_in_place(config.database_url, unpacked.database, aside, keep=keep) as old:
        with opened(config) as app:
            take_files(files)
            upgrade(app)
            with unit_of_work():
                click.echo(f"catalogue: {catalog.rebuild()} objects, search: {search.rebuild()} documents")
            with unit_of_work(read=True):
                damaged = list(damages())
        (config.instance_dir / "prepared.json").unlink(missing_ok=True)
    if keep:
        click.echo(f"What was there before is in {old}; remove it once you are sure.")
    return damaged


def take_files(files: Path) -> None:
    """Named by their hash, which has just been compared: the same name is the same content, and replaces a broken one."""
    for source in files.glob("??/??/*"):
        target = storage.where(source.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, target)
