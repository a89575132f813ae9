"""`portal import`: public data of other programs."""

from __future__ import annotations

from pathlib import Path

import click

from portal.ballots.cli import foreign_vote
from portal.ballots.imported import bring_in as bring_in_ballots
from portal.ballots.rules.formats import NotReadable
from portal.cli.opened import opened
from portal.core.errors import PortalError
from portal.core.i18n import speaking
from portal.core.jobs import run_due_jobs
from portal.core.pages import absolute
from portal.core.work import unit_of_work
from portal.places.queries import get_city, get_place
from portal.statements.imported import bring_in as bring_in_votes
from portal.statements.rules import polis as polis_files
from portal.statements.rules.polis import FilesDamaged


@click.group("import")
def bring_in() -> None:
    """Bring in public data of other programs, to be looked at and compared."""


@bring_in.command("polis")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--title", default="", help="What the map is called; the name of the folder otherwise.")
@click.option("--place", "slug", default="", help="Where it belongs, as in its address; the city otherwise.")
def polis(folder: Path, title: str, slug: str) -> None:
    """Statements and votes from FOLDER (comments.csv, votes.csv) become an opinion map that is over.

    Its picture is computed at once, and its address printed. Exit code 2: the files are damaged.
    """
    try:
        data = polis_files.read(folder)
    except FilesDamaged as error:
        raise click.exceptions.UsageError(str(error)) from error
    with opened(), speaking("en"):
        try:
            with unit_of_work():
                place = get_place(slug) if slug else get_city()
                made = bring_in_votes(data, title=title or folder.resolve().name, place=place)
                address = made.address
        except PortalError as refused:
            raise click.ClickException(str(refused)) from refused
        run_due_jobs()
        click.echo(f"{len(data.people())} people, {len(data.statements())} statements: {absolute(address)}")


@bring_in.command("blt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="What the vote is called; its title in the file otherwise.")
def blt(file: Path, title: str) -> None:
    """A ranked election from FILE (.blt) becomes a vote that is over, counted by the single transferable vote."""
    _ballots(file, ".blt", title)


@bring_in.command("pabulib")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="What the vote is called; its description in the file otherwise.")
def pabulib(file: Path, title: str) -> None:
    """A participatory budget from FILE (Pabulib .pb) becomes a vote that is over, counted by equal shares."""
    _ballots(file, ".pb", title)


def _ballots(file: Path, kind: str, title: str) -> None:
    try:
        vote = foreign_vote(file, kind=kind)
    except NotReadable as error:
        raise click.exceptions.UsageError(str(error)) from error
    with opened(), speaking("en"):
        try:
            with unit_of_work():
                made = bring_in_ballots(vote, title=title or vote.title or file.stem)
                count, address = made.voted, f"/ballots/{made.code}"
        except PortalError as refused:
            raise click.ClickException(str(refused)) from refused
        click.echo(f"{count} ballots, {len(vote.terms.options)} options: {absolute(address)}")
