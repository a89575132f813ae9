"""`portal check`: what is wrong with an installation, each line with a way out. Changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import click

from portal.cli.check import database, installation, keeping, outside, reading, running
from portal.cli.check.finding import Finding, State, wrong
from portal.cli.opened import opened
from portal.core.config import Config, ConfigError
from portal.core.work import unit_of_work

COLOURS = {State.OK: "green", State.NOTE: "yellow", State.WRONG: "red"}
Look = Callable[[Config], Iterator[Finding]]

ALONE: tuple[Look, ...] = (
    installation.secret_key,
    installation.address,
    installation.folders,
    installation.room,
    keeping.backup,
    reading.translations,
    reading.pdfs,
    outside.mail,
    outside.web_server,
)
"""What can be looked at without a database."""

WITH_TABLES: tuple[Look, ...] = (
    database.steps_taken,
    database.triggers,
    database.kind,
    database.demo_accounts,
    database.time,
    running.worker,
    running.jobs,
    running.index,
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def check(*, as_json: bool) -> None:
    """Say what is wrong with this installation, and the way out. Exit 1 when something is."""
    found = list(findings())
    sound = all(each.state is not State.WRONG for each in found)
    if as_json:
        told = [each.as_dict() for each in found]
        click.echo(json.dumps({"sound": sound, "checks": told}, ensure_ascii=False, indent=1))
    else:
        for each in found:
            show(each)
    raise SystemExit(0 if sound else 1)


def show(finding: Finding) -> None:
    mark = click.style(f"{finding.state:<6}", fg=COLOURS[finding.state])
    click.echo(f"{mark} {finding.name:<14} {finding.said}")
    if finding.way_out:
        click.echo(f"{'':<21} → {finding.way_out}")


def findings() -> Iterator[Finding]:
    try:
        config = Config.from_environ()
    except ConfigError as error:
        yield wrong("settings", str(error), "Correct the variable; all are in docs/operations/settings.md.")
        return
    for look in ALONE:
        yield from careful(look, config)
    reached = list(careful(database.reached, config))
    yield from reached
    if all(each.state is State.OK for each in reached):
        yield from of_tables(config)


def of_tables(config: Config) -> Iterator[Finding]:
    with opened(config):
        for look in WITH_TABLES:
            with unit_of_work(read=True) as work:
                yield from careful(look, config)
                work.abandon()


def careful(look: Look, config: Config) -> Iterator[Finding]:
    """A look that fails is a finding too, and the others go on."""
    try:
        yield from look(config)
    except Exception as error:
        name = look.__name__.replace("_", " ")
        said = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason given'}"
        yield wrong(name, said, "This could not be looked at; the reason stands before.")
