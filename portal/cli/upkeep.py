"""Work that time asks for, and rebuilding what can be rebuilt."""

from __future__ import annotations

import json

import click

from portal.app import create_app
from portal.catalog import services as catalog
from portal.cli.opened import opened
from portal.core.jobs import run_due
from portal.core.work import unit_of_work
from portal.search import services as search


@click.command()
def due() -> None:
    """Run all time-driven work once: expiry, deadlines, un-publishing. Repeatable; `portal work` does it by itself."""
    with opened():
        for name, count in run_due().items():
            click.echo(f"{name}: {count}")


@click.command()
def rebuild() -> None:
    """Make the catalogue and the search index anew from the features' own tables."""
    with opened(), unit_of_work():
        click.echo(f"catalogue: {catalog.rebuild()} objects")
        click.echo(f"search: {search.rebuild()} documents")


@click.command()
@click.option("--json", "as_json", is_flag=True)
def routes(*, as_json: bool) -> None:
    """Every address the portal answers."""
    app = create_app()
    found = [
        {
            "methods": sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}),
            "path": rule.rule,
            "endpoint": rule.endpoint,
        }
        for rule in app.url_map.iter_rules()
    ]
    found.sort(key=lambda route: str(route["path"]))
    if as_json:
        click.echo(json.dumps(found, indent=1))
    else:
        for route in found:
            click.echo(f"{','.join(route['methods']):10} {route['path']:60} {route['endpoint']}")
