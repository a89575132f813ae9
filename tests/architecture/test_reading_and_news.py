"""Laws three and four: views ask queries, never tables; events are frozen, and carry ids, never rows."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import pytest

from portal.core.db import Model
from portal.core.events import Event

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).parents[2]
VIEWS = [
    path
    for path in sorted((ROOT / "portal").rglob("*.py"))
    if path.name == "views.py" or path.parent.name == "views"
]
EVENTS = sorted(path for path in (ROOT / "portal" / "events").glob("*.py") if path.stem != "__init__")
names = {"ids": lambda p: str(p.relative_to(ROOT))}


def asks_tables(source: str) -> list[int]:
    """Lines where a module reaches for the session or writes a query by itself."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        and node.module in {"sqlalchemy", "sqlalchemy.orm", "portal.core.db"}
    ]


def parts(hint: object) -> list[object]:
    inner = [each for arg in get_args(hint) for each in parts(arg)]
    return [get_origin(hint) or hint, *inner]


def unfit(event: type) -> list[str]:
    """Why a class is no event; the fields that hold rows."""
    if not dataclasses.is_dataclass(event) or not event.__dataclass_params__.frozen:
        return ["not frozen"]
    hints = get_type_hints(event)
    return [
        field.name
        for field in dataclasses.fields(event)
        if any(inspect.isclass(part) and issubclass(part, Model) for part in parts(hints[field.name]))
    ]


@pytest.mark.parametrize("path", VIEWS, **names)
def test_views_ask_queries_and_never_tables(path):
    assert asks_tables(path.read_text()) == []


def test_a_view_that_asks_a_table_is_noticed():
    assert asks_tables("from flask import g\nfrom sqlalchemy import select\n") == [2]


@pytest.mark.parametrize("path", EVENTS, **names)
def test_events_carry_ids_and_never_change(path):
    module = importlib.import_module(f"portal.events.{path.stem}")
    news = [
        each
        for _name, each in inspect.getmembers(module, inspect.isclass)
        if each.__module__ == module.__name__
    ]

    assert [each.__name__ for each in news if not issubclass(each, Event) or unfit(each)] == []


def test_an_event_with_a_row_is_noticed():
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class RowSent(Event):
        rows: tuple[Model, ...]
        user_id: int

    @dataclasses.dataclass
    class Changeable:
        user_id: int

    RowSent.__annotations__["rows"] = tuple[Model, ...]

    assert (unfit(RowSent), unfit(Changeable)) == (["rows"], ["not frozen"])
