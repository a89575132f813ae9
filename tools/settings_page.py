"""docs/operations/settings.md: the environment variables, from portal/core/config.py."""

import ast
import inspect
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

from portal.core import config

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "operations" / "settings.md"
HEAD = """# Settings of an installation

Made from `portal/core/config.py` by `make docs`; do not edit by hand.

All settings are environment variables. None is needed to begin. An unknown `PORTAL_…` name stops the start,
so that a misspelt one cannot go unnoticed. What officials may change (the city's name, quorums, points) is
not here but in the control panel.

| Variable | Without it | What it does |
|---|---|---|
"""


def meanings() -> dict[str, str]:
    """The sentence below each field of Config."""
    body = ast.parse(inspect.getsource(config.Config)).body[0].body
    found = {}
    for field, text in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            found[field.target.id] = " ".join(text.value.value.split())
    return found


def default(field) -> str:
    value = field.default
    return "" if value in ("", None, (), 0) or str(value) == "." else f"`{value}`"


def page() -> str:
    means = meanings()
    rows = (
        f"| `{config.shown(each.name)}` | {default(each)} | {means[each.name]} |\n"
        for each in fields(config.Config)
    )
    return HEAD + "".join(rows)
