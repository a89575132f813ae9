"""`portal recount FILE`: anybody can count a vote again from its published file, or one of somebody else."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from portal.ballots.rules import BallotFileDamaged, Method, Recount
from portal.ballots.rules import recount as count_again
from portal.ballots.rules.formats import ForeignVote, NotReadable, read_blt, read_pabulib

READERS = {".blt": read_blt, ".pb": read_pabulib}
METHODS = {
    "plurality": Method.SINGLE,
    "schulze": Method.RANKED,
    "irv": Method.RANKED,
    "stv": Method.SEATS,
    "equal-shares": Method.BUDGET,
    "greedy": Method.BUDGET,
} | {str(method): method for method in Method if method is not Method.DECISION}


@click.command("recount")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--method", "name", type=click.Choice(sorted(METHODS)), help="Count by another method.")
@click.option("--seats", type=click.IntRange(1), help="Seats to fill, instead of those of the file.")
@click.option("--json", "plain", is_flag=True, help="Print one JSON object and nothing else.")
def recount(file: Path, name: str | None, seats: int | None, plain: bool) -> None:
    """Count the ballots of a published FILE again and compare with the published result.

    FILE is a ballot file of this portal, a .blt file or a Pabulib .pb file. Exit code 0: the same result, or
    nothing to compare with. 1: another result. 2: the file is damaged.
    """
    try:
        if file.suffix.lower() in READERS:
            agrees = foreign(foreign_vote(file, seats), name, plain=plain)
        else:
            agrees = own(count_again(file.read_bytes(), METHODS[name] if name else None), name, plain=plain)
    except (BallotFileDamaged, NotReadable) as error:
        click.echo(f"The file is damaged: {error}", err=True)
        sys.exit(2)
    except (KeyError, ValueError) as error:
        click.echo(f"These ballots cannot be counted this way: {error}", err=True)
        sys.exit(2)
    sys.exit(0 if agrees else 1)


def foreign_vote(file: Path, seats: int | None = None, kind: str = "") -> ForeignVote:
    """A vote in another format, as it was held; `kind` is the format where the name does not say it."""
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return READERS[kind or file.suffix.lower()](text).for_seats(seats)


def own(found: Recount, name: str | None, *, plain: bool) -> bool:
    """Say what a file of this portal gives. Under another method there is nothing to compare with."""
    if plain:
        say(found.result, str(found.method), name, agrees=None if name else found.agrees)
        return bool(name) or found.agrees
    click.echo(f"{found.ballots} ballots, method: {found.method}")
    click.echo(json.dumps(found.result, ensure_ascii=False, indent=1))
    if name:
        return True
    if not found.agrees:
        click.echo("This is NOT the published result:", err=True)
        click.echo(json.dumps(found.published, ensure_ascii=False, indent=1), err=True)
        return False
    click.echo("The published result is the same.")
    return True


def foreign(vote: ForeignVote, name: str | None, *, plain: bool) -> bool:
    """Say what the ballots of another format give, with the names of the options."""
    method = METHODS[name] if name else vote.method
    result = vote.count(method)
    agrees = None
    if vote.published is not None and method is Method.BUDGET:
        agrees = sorted(winners(result, name)) == sorted(vote.published)
    if plain:
        say(result, str(method), name, agrees=agrees, names=vote.names)
    else:
        click.echo(f"{vote.title}\n{result['ballots']} ballots, method: {name or method}")
        for option in winners(result, name):
            click.echo(f"  {option}  {vote.names[option]}")
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        if agrees is not None:
            click.echo(f"{'The same as' if agrees else 'Not'} what was chosen there ({vote.published_rule}).")
    return True


def winners(result: Mapping[str, object], name: str | None) -> list[str]:
    """Who wins by the method that was named: instant runoff and greedy stand beside the methods that decide."""
    beside = {"irv": ("runoff", "winner"), "greedy": ("greedy", "bought")}.get(name or "")
    found: object = result.get("leaders")
    if beside:
        part = result.get(beside[0])
        found = part.get(beside[1]) if isinstance(part, Mapping) else None
    if isinstance(found, list):
        return [str(option) for option in found]
    return [str(found)] if found else []


def rounds(result: Mapping[str, object]) -> object:
    """The steps of the count, for methods that have some."""
    runoff = result.get("runoff")
    if isinstance(runoff, Mapping):
        return runoff["rounds"]
    return result.get("stages", result.get("bought", []))


def say(
    result: Mapping[str, object],
    method: str,
    name: str | None,
    *,
    agrees: bool | None,
    names: Mapping[str, str] | None = None,
) -> None:
    chosen = winners(result, name)
    content = {
        "method": name or method,
        "ballots": result.get("ballots"),
        "winners": chosen,
        **({"names": dict(names), "winner_names": [names[option] for option in chosen]} if names else {}),
        "tied": result.get("tied", False),
        "rounds": rounds(result),
        "agrees": agrees,
        "result": result,
    }
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))
