"""The web server."""

from __future__ import annotations

import multiprocessing
import sys
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.common import AbstractServer

from portal.cli import wsgi
from portal.cli.lifeline import end_with_parent
from portal.core.config import Config


@click.command()
@click.option("--parent", type=int, hidden=True)
def serve(parent: int | None) -> None:
    """Run the web server alone: several processes, one request at a time in each.

    Two Python threads on one interpreter lock only slow each other down, hence one thread.
    """
    if parent:
        end_with_parent(parent)
    server(Config.from_environ(), f"{wsgi.__name__}:{wsgi.application.__name__}").serve()


def server(config: Config, factory: str) -> AbstractServer[Any]:
    """What has been imported is shared: the portal is loaded once here, so all processes start quickly and small."""
    if sys.platform.startswith("linux"):
        multiprocessing.set_start_method("fork", force=True)
    return Granian(
        factory,
        factory=True,
        interface=Interfaces.WSGI,
        address=config.host,
        port=config.port,
        workers=config.workers,
        blocking_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=10,
        log_level=LogLevels.debug if config.log_level == "debug" else LogLevels.warning,
    )
