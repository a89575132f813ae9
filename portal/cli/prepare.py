"""What has to be true before the portal opens."""

from __future__ import annotations

import click

from portal.app import create_app
from portal.cli.migrate import upgrade
from portal.core.config import Config


@click.command(hidden=True)
@click.pass_context
def prepare(context: click.Context) -> None:
    """Bring the database up to date; fill an empty one with the demo city and print its accounts."""
    config = Config.from_environ()
    upgrade(create_app(config))
    group = context.find_root().command
    demo = group.get_command(context, "demo") if config.demo and isinstance(group, click.Group) else None
    if demo:
        demo.main(["--if-empty"], standalone_mode=False, prog_name="portal demo")
        demo.main(["--accounts"], standalone_mode=False, prog_name="portal demo")
