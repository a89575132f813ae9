"""`portal recount FILE`: anybody can count a vote again from its published file."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from portal.ballots.rules import BallotFileDamaged
from portal.ballots.rules import recount as count_again


@click.command("recount")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def recount(file: Path) -> None:
    """Count the ballots of a published FILE again and compare with the published result.

    Exit code 0: the same result. 1: another result. 2: the file is damaged.
    """
    try:
        found = count_again(file.read_bytes())
    except BallotFileDamaged as error:
        click.echo(f"The file is damaged: {error}", err=True)
        sys.exit(2)
    click.echo(f"{found.ballots} ballots, method: {found.method}")
    click.echo(json.dumps(found.result, ensure_ascii=False, indent=1))
    if not found.agrees:
        click.echo("This is NOT the published result:", err=True)
        click.echo(json.dumps(found.published, ensure_ascii=False, indent=1), err=True)
        sys.exit(1)
    click.echo("The published result is the same.")
