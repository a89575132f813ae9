"""`portal`: what the people who run an installation type. Features add commands of their own."""

from __future__ import annotations

import logging
import sys
from importlib import import_module

import click

from portal import __version__
from portal.core.config import ConfigError

OURS = {
    "appoint": "appoint",
    "backup": "backup",
    "check": "check",
    "checkpoint": "verify",
    "demo": "demo",
    "draw": ".ballots.cli.drawing",
    "due": "upkeep",
    "erase": "erase",
    "import": "bring_in:bring_in",
    "migrate": "migrate",
    "opinion-map": ".statements.cli:opinion_map",
    "prepare": "prepare",
    "rebuild": "upkeep",
    "recount": ".ballots.cli.counting",
    "restore": "restore",
    "routes": "upkeep",
    "run": "run",
    "serve": "serve",
    "verify": "verify",
    "work": "work",
}
"""Each command and the module of this folder it stands in; behind a colon what it is called there, if otherwise.

Those of a feature stand here too when they need no more than a file: who counts a vote again need not load the portal.
"""


class Commands(click.Group):
    """Loads what a command needs when it is called: `portal run` shall not carry the portal it watches over."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*OURS, *of_features()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in OURS:
            module, _colon, name = OURS[cmd_name].partition(":")
            found: click.Command = getattr(import_module(f".{module}", __name__), name or cmd_name)
            return found
        return of_features().get(cmd_name)


def of_features() -> dict[str, click.Command]:
    features = import_module("portal.app").FEATURES
    return {command.name or "": command for feature in features for command in feature.commands}


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="portal")
def portal() -> None:
    """议约: a civic portal. Settings are environment variables, see docs/operations/settings.md."""


def main() -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        portal(prog_name="portal")
    except ConfigError as error:
        click.echo(str(error), err=True)
        sys.exit(2)
