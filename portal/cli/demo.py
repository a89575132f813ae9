"""Fill an empty database with the demo city, or say who can be tried out there."""

from __future__ import annotations

import json
import time
from importlib import import_module

import click
from flask import current_app
from sqlalchemy import select

from portal.catalog import services as catalog
from portal.cli.opened import opened
from portal.core.db import db
from portal.core.events import written_down
from portal.core.language import Glossary, glossary, set_glossary
from portal.core.work import unit_of_work
from portal.demo_data.book import Book
from portal.places.models import Place
from portal.search import services as search


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there is a city already.")
@click.option("--accounts", is_flag=True, help="Only print the accounts to try the city with.")
@click.option("--json", "as_json", is_flag=True, help="Print the accounts as JSON.")
@click.option("--scale", default=1, type=click.IntRange(1, 1000), help="So many times as large.")
def demo(*, if_empty: bool, accounts: bool, as_json: bool, scale: int) -> None:
    """Fill an empty database with the demo city 禾塘市; its days count from today."""
    if accounts:
        print_accounts(as_json=as_json)
        return
    with opened():
        if db.session.scalar(select(Place.id).limit(1)) is None:
            load(scale)
        elif not if_empty:
            raise click.ClickException(
                "There is a city in this database already. Give another PORTAL_INSTANCE_DIR "
                "or PORTAL_DATABASE_URL, or move the old one away."
            )


def load(scale: int = 1) -> Book:
    """Every feature's chapter, from the ground up, each kept when it is done. Needs an app context.

    The city's own words come first: every twin of every text depends on them.
    """
    city, before, began = Book(scale=scale), glossary(), time.monotonic()
    set_glossary(Glossary(city.glossary()))
    try:
        for feature in current_app.extensions["portal.features"]:
            if feature.demo:
                with unit_of_work(), written_down() as news:
                    import_module(feature.demo).load(city)
                city.news += news
                click.echo(f"demo city: {feature.name} ({time.monotonic() - began:.1f} s)", err=True)
        if scale > 1:  # copies are written straight into the tables: lists and search learn of them here
            with unit_of_work():
                click.echo(f"demo city: {catalog.rebuild()} objects listed", err=True)
                click.echo(f"demo city: {search.rebuild()} texts to be found", err=True)
    except BaseException:
        set_glossary(before)
        raise
    return city


def print_accounts(*, as_json: bool) -> None:
    people = Book().accounts()
    if as_json:
        told = [{key: one[key] for key in ("role", "username", "password")} for one in people]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for one in people:
        click.echo(f"  {one['username']:<16} {one['password']:<14} {one['role']:<18} {one['label_hans']}")
