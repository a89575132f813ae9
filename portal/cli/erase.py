"""Erasing one person on request."""

from __future__ import annotations

import click

from portal.accounts.queries import person_called
from portal.accounts.services import erasure
from portal.cli.opened import opened
from portal.core.errors import PortalError
from portal.core.i18n import speaking
from portal.core.work import unit_of_work


@click.command()
@click.argument("username")
@click.confirmation_option(prompt="This cannot be undone. Go on?")
def erase(username: str) -> None:
    """Erase one person; books and signatures stay sound under a pseudonym."""
    with opened(), speaking("en"):
        try:
            with unit_of_work():
                erasure.let_go(person_called(username))
        except PortalError as refused:
            raise click.ClickException(str(refused)) from refused
    click.echo("Done.")
