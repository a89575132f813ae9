"""The five laws of the architecture, kept by tests; each checker is proven on a bad sample."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wtforms import StringField

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "portal").rglob("*.py"))
WRITTEN = [path for path in SOURCES if path.parent.name != "versions"]  # steps of migration are generated
SERVICES = [
    path
    for path in SOURCES
    if path.name == "services.py" or path.parent.name == "services"
    if "core" not in path.relative_to(ROOT).parts
]
# called by listeners, the clock or the demo city, never by a person's request
OPEN_MARK = "not guarded:"


def broken(paths: list[Path], law: Callable[[Path], list[Any]]) -> dict[str, list[Any]]:
    """Every file that breaks the law, with what does so: one test for a thousand files."""
    return {str(path.relative_to(ROOT)): found for path in paths if (found := law(path))}


def commits(source: str) -> list[int]:
    calls = [n.func for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)]
    return [f.lineno for f in calls if isinstance(f, ast.Attribute) and f.attr == "commit"]


def naive_times(source: str) -> list[int]:
    found = []
    for n in ast.walk(ast.parse(source)):
        if (
            isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute)
            and n.func.attr in {"utcnow", "today", "now"}
        ):
            of = n.func.value
            if isinstance(of, ast.Name) and of.id in {"datetime", "date", "dt"}:
                found.append(n.lineno)
    return found


def unguarded(module) -> list[str]:
    """Public functions of a services module that neither ask a permission nor say why they need none."""
    return [
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if not hasattr(function, "permission") and OPEN_MARK not in (function.__doc__ or "").lower()
    ]


def test_only_the_unit_of_work_commits():
    others = [path for path in SOURCES if path != ROOT / "portal/core/work.py"]

    assert broken(others, lambda path: commits(path.read_text())) == {}


def test_a_stray_commit_is_noticed():
    assert commits("def f():\n    db.session.commit()\n") == [2]


def test_time_comes_from_the_clock():
    others = [path for path in SOURCES if path != ROOT / "portal/core/clock.py"]

    assert broken(others, lambda path: naive_times(path.read_text())) == {}


def test_a_stray_clock_is_noticed():
    assert naive_times("x = datetime.now()\ny = date.today()") == [1, 2]


def test_every_service_is_guarded():
    def open_ones(path: Path) -> list[str]:
        return unguarded(importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)))

    assert broken(SERVICES, open_ones) == {}


def test_an_open_service_is_noticed():
    module = type(ast)("a_bad_feature")
    exec("def publish(thing, *, actor):\n    '''Publish it.'''", module.__dict__)

    assert unguarded(module) == ["publish"]


def test_files_stay_small():
    assert broken(WRITTEN, lambda path: path.read_text().splitlines()[300:]) == {}


def test_every_permission_of_a_service_is_in_the_table(app):
    asked = {
        function.permission
        for path in SERVICES
        for module in [importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))]
        for _name, function in inspect.getmembers(module, inspect.isfunction)
        if hasattr(function, "permission")
    }

    assert asked - set(app.extensions["portal.permissions"]) == set()


def test_every_step_of_a_workflow_has_a_rule(app):
    rules = app.extensions["portal.permissions"]
    workflows = [w for feature in app.extensions["portal.features"] for w in feature.workflows]

    assert [
        t.name
        for w in workflows
        for t in w.transitions.values()
        if not t.by_clock and t.permission not in rules
    ] == []


def test_every_workflow_names_its_states(app):
    for feature in app.extensions["portal.features"]:
        for workflow in feature.workflows:
            used = {t.after for t in workflow.transitions.values()} | {
                state for t in workflow.transitions.values() for state in t.before
            }
            assert used <= set(workflow.states)


def test_string_fields_are_bounded(app):
    from portal.core.forms import Form

    class Sample(Form):
        words = StringField("words")

    with app.test_request_context("/", method="POST", data={"words": "长" * 201}):
        form = Sample.received()

        assert form.sent is False
