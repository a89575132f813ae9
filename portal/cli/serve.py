"""The web server."""

from __future__ import annotations

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from portal.cli.lifeline import end_with_parent
from portal.core.config import Config


@click.command()
@click.option("--with-parent", is_flag=True, hidden=True)
def serve(with_parent: bool) -> None:
    """Run the web server alone: several processes, one request at a time in each.

    Two Python threads on one interpreter lock only slow each other down, hence one thread.
    """
    config = Config.from_environ()
    if with_parent:
        end_with_parent()
    Granian(
        "portal.cli.wsgi:application",
        factory=True,
        interface=Interfaces.WSGI,
        address=config.host,
        port=config.port,
        workers=config.workers,
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=1,
        log_level=LogLevels.debug if config.log_level == "debug" else LogLevels.warning,
    ).serve()
