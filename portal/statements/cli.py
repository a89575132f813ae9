"""`portal opinion-map DIR` computes the map of public votes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from portal.statements.rules import polis
from portal.statements.rules.polis import FilesDamaged, OpenData

folder = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))


def read(folder: Path) -> OpenData:
    try:
        return polis.read(folder)
    except FilesDamaged as error:
        click.echo(str(error), err=True)
        sys.exit(2)


@click.command("opinion-map")
@folder
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON; else a short account.")
@click.option("--strict", is_flag=True, help="Statements that nobody has moderated do not count.")
def opinion_map(folder: Path, as_json: bool, strict: bool) -> None:
    """Compute the opinion map of the votes in FOLDER.

    FOLDER holds comments.csv and votes.csv as Polis publishes them. Groups are taken from participants-votes.csv
    if it is there. Exit code 2: the files are damaged.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the same sums in the same order on every machine
    from portal.statements.rules.report import report  # numpy is not for the processes that serve pages

    data = read(folder)
    found = report(data, strict=strict)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        click.echo("\n".join(account(found, data)))


def account(found: dict[str, Any], data: OpenData) -> list[str]:
    """What a person at a terminal wants to know first."""

    def words(one: dict[str, Any]) -> str:
        comment = data.comments.get(one["statement"])
        share = f"{100 * one['n_success'] / max(1, one['n_trials']):.0f} %"
        return f"  {share} of {one['n_trials']} {one['side']}: {one['statement']} {comment.text if comment else ''}"

    badge = found["stability"]
    lines = [
        f"{found['people']} people, {found['statements']} statements, {found['votes']} votes; "
        f"{len(found['groups'])} groups ({'stable' if badge['stable'] else 'not stable'}: "
        f"silhouette {badge['silhouette']:.2f}, agreement {badge['agreement']:.2f})",
        "What most agree on:",
        *(words(one) for side in ("agree", "disagree") for one in found["consensus"][side]),
    ]
    for group in found["groups"]:
        lines += [f"Group {group['id']}, {group['size']} people:", *map(words, group["representative"])]
    return lines
