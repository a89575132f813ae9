"""Pabulib `.pb`, the format of participatory budgets (pabulib.org): META, PROJECTS and VOTES, cut by semicolons.

Approval votes are read (`vote_type` approval, also choose-1); money with cents is counted in cents.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from portal.ballots.rules.file import Method
from portal.ballots.rules.formats.foreign import ForeignVote, NotReadable
from portal.ballots.rules.methods import Terms, seed_of

SECTIONS = ("META", "PROJECTS", "VOTES")
Row = dict[str, str]


def read_pabulib(text: str) -> ForeignVote:
    """Raises NotReadable with what is missing or wrong."""
    sections = _sections(text.lstrip("\ufeff"))
    meta = {row["key"]: row["value"] for row in sections["META"]}
    kind = meta.get("vote_type", "approval")
    if kind not in {"approval", "choose-1"}:
        raise NotReadable(f"votes of the type {kind} are not read, only approval votes")
    projects = {_value(row, "project_id"): row for row in sections["PROJECTS"]}
    if not projects:
        raise NotReadable("there are no projects")
    amounts = {key: _amount(_value(row, "cost")) for key, row in projects.items()}
    budget = _amount(meta.get("budget", ""))
    unit = lcm(budget.denominator, *(amount.denominator for amount in amounts.values()))
    chosen = tuple(key for key, row in projects.items() if row.get("selected") == "1")
    return ForeignVote(
        title=meta.get("description", ""),
        method=Method.BUDGET,
        terms=Terms(
            options=tuple(projects),
            budget=int(budget * unit),
            costs={key: int(amount * unit) for key, amount in amounts.items()},
            step=unit,
            seed=seed_of([text]),
        ),
        names={key: row.get("name") or key for key, row in projects.items()},
        ballots=[(_marks(row, projects), 1) for row in sections["VOTES"]],
        published=chosen if any("selected" in row for row in projects.values()) else None,
        published_rule=meta.get("rule", ""),
        facts={key: meta[key] for key in ("country", "unit", "instance", "rule") if meta.get(key)},
    )


def _sections(text: str) -> dict[str, list[Row]]:
    lines: dict[str, list[list[str]]] = {name: [] for name in SECTIONS}
    here = ""
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        if len(row) == 1 and row[0].strip().upper() in SECTIONS:
            here = row[0].strip().upper()
        elif here and any(cell.strip() for cell in row):
            lines[here].append([cell.strip() for cell in row])
    missing = [name for name in SECTIONS if not lines[name]]
    if missing:
        raise NotReadable(f"the part {missing[0]} is missing")
    return {name: list(_rows(those)) for name, those in lines.items()}


def _rows(lines: list[list[str]]) -> Iterable[Row]:
    heads = [head.lower() for head in lines[0]]
    return (dict(zip(heads, row, strict=False)) for row in lines[1:])


def _value(row: Row, name: str) -> str:
    if not row.get(name):
        raise NotReadable(f"a line has no {name}")
    return row[name]


def _amount(typed: str) -> Fraction:
    try:
        return Fraction(typed.replace(",", ".").replace(" ", ""))
    except (ValueError, ZeroDivisionError) as error:
        raise NotReadable(f"“{typed}” is no amount of money") from error


def _marks(row: Row, projects: Mapping[str, Row]) -> tuple[tuple[str, int], ...]:
    ticked = dict.fromkeys(part.strip() for part in row.get("vote", "").split(",") if part.strip())
    unknown = [key for key in ticked if key not in projects]
    if unknown:
        raise NotReadable(f"a vote names the project {unknown[0]}, which is not listed")
    return tuple((key, 1) for key in sorted(ticked))
