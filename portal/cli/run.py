"""The whole portal with one command: database, web server, worker."""

from __future__ import annotations

import http.client
import logging
import os
import socket

import click

from portal.cli.prepared import PORTAL, prepared
from portal.cli.supervisor import Child, Supervisor
from portal.core.config import Config, local_name


@click.command()
def run() -> None:
    """Open the portal: bring the database up to date, then run web server and worker until Ctrl-C."""
    config = Config.from_environ()
    refuse_a_taken_port(config)
    config.secret()  # makes the instance folder too, before several processes would at once
    supervisor = Supervisor(
        [
            Child("web server", [*PORTAL, "serve", f"--parent={os.getpid()}"]),
            Child("worker", [*PORTAL, "work", f"--parent={os.getpid()}"]),
        ]
    )
    supervisor.listen()
    accounts = prepared(config)
    if supervisor.stopping.is_set():
        return
    server = supervisor.children[0]
    server.start()  # alone at first: it opens sooner when the worker does not load beside it
    try:
        if supervisor.wait_until(lambda: answers(config), needs=server):
            show(config, accounts)
            supervisor.watch()
        elif not supervisor.stopping.is_set():
            raise click.ClickException("The web server did not start; what it said stands above.")
    finally:
        supervisor.stop()
    click.echo("The portal is closed.")


def refuse_a_taken_port(config: Config) -> None:
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            sentence = f"The portal cannot listen on {config.host}:{config.port} ({error.strerror})."
            raise click.ClickException(
                f"{sentence} Choose another port: PORT={config.port + 1} make run"
            ) from error


def answers(config: Config) -> bool:
    connection = http.client.HTTPConnection(local_name(config.host), config.port, timeout=10)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def show(config: Config, accounts: str) -> None:
    logging.getLogger("portal.run").info("ready on %s", config.base_url)
    click.echo(f"\n{accounts.rstrip()}\n" if accounts.strip() else "")
    click.secho(f"议约 is open: {config.base_url}   (Ctrl-C closes it)", bold=True)
