"""The first administrators of a city."""

from __future__ import annotations

import click

from portal.accounts.models import Role
from portal.accounts.queries import person_called
from portal.accounts.services import grants
from portal.cli.opened import opened
from portal.core.errors import PortalError
from portal.core.i18n import speaking
from portal.core.work import unit_of_work
from portal.places.queries import get_city

DUTIES = [role.value for role in (Role.SECURITY_ADMIN, Role.ADMIN, Role.AUDITOR)]


@click.command()
@click.argument("username")
@click.argument("role", type=click.Choice(DUTIES))
@click.option("--reason", default="Set-up of the portal")
def appoint(username: str, role: str, reason: str) -> None:
    """Give somebody a duty of the whole city: the first security administrator, who gives all other roles."""
    with opened(), speaking("en"):
        try:
            with unit_of_work():
                grants.appoint(person_called(username), role=Role(role), place=get_city(), reason=reason)
        except PortalError as refused:
            raise click.ClickException(str(refused)) from refused
    click.echo(f"{username} is {role} now. The role works once a second factor is set up.")
