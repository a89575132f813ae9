"""`portal draw FILE`: a panel by lot with quotas, in two steps that everybody can follow."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from portal.ballots.rules.panel import Lottery, NoPanel, lottery, pool_of, replacements
from portal.ballots.rules.panel.lottery import PANELS


@click.command("draw")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--panels", type=click.IntRange(10, 5000), default=PANELS, help="How many panels stand in the list."
)
@click.option("--seed", default="", help="The public number, known to nobody before the list was published.")
@click.option(
    "--list", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write the list here."
)
@click.option("--gone", default="", help="Who gave up a seat, in this order, such as 17,23: names who came.")
def draw(file: Path, panels: int, seed: str, target: Path | None, gone: str) -> None:
    """Make the list of panels for the pool in FILE, and with a seed draw one of them.

    FILE: {"size": 12, "quotas": {"sex": {"f": [5, 7], "m": [5, 7]}}, "people": [{"id": "17", "sex": "f"}]}.
    First publish the list and its hash; then take a seed that nobody could know, such as next Saturday's lottery
    numbers, and run the command again. Exit code 2: no panel can meet the quotas, or the file is damaged.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise NoPanel("not a pool")
        made = lottery(pool_of(content), panels)
        shown = account(made, seed, [one.strip() for one in gone.split(",") if one.strip()])
    except (ValueError, RecursionError) as error:
        click.echo(f"No panel: {error}", err=True)
        sys.exit(2)
    if target:
        target.write_text("\n".join(",".join(panel) for panel in made.panels) + "\n", encoding="utf-8")
    click.echo(json.dumps(shown, ensure_ascii=False, indent=1))


def account(made: Lottery, seed: str, gone: Sequence[str] = ()) -> dict[str, object]:
    """What is published: before the draw without a seed, afterwards with it, and with those who gave up their seats."""
    found: dict[str, object] = {
        "pool_hash": made.pool.hash,
        "list_hash": made.hash(),
        "panels": len(made.panels),
        "smallest_chance": str(made.smallest),
        "no_lottery_exceeds": f"{float(made.bound):.4f}",
        "chances": {person: str(chance) for person, chance in sorted(made.chances.items())},
    }
    if seed:
        found |= {"seed": seed, "number": made.number(seed), "panel": list(made.drawn(seed))}
    if seed and gone:
        found["replacements"] = replacements(made.pool, made.drawn(seed), gone, seed)
    return found
