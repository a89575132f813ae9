"""docs/workflows.md: the life of every kind of thing, from the tables the portal itself goes by."""

from __future__ import annotations

import i18n

from portal.core.web import Portal
from portal.core.workflow import Transition, Workflow

HEAD = """# Workflows

Made from `portal/*/states.py` by `make docs`; do not edit by hand.

Each diagram and its table is one `Workflow`: from the same data come the buttons, the refusals, the history on
every page and the tests. A step *by the clock* is taken by time alone and is never a button. What a permission asks
is in [permissions.md](permissions.md).
"""


def given(step: Transition) -> str:
    return ", ".join(str(need) for need in step.needs) or "–"


def asked(step: Transition) -> str:
    return "by the clock" if step.by_clock else f"`{step.permission}`"


def section(feature: str, life: Workflow, words: list[dict[str, str]]) -> str:
    states = "\n".join(
        f"| `{state}` | {label} | {' | '.join(said.get(str(label), '–') for said in words)} |"
        for state, label in life.states.items()
    )
    steps = "\n".join(
        f"| `{step.name}` | {step.label} | {', '.join(step.before)} | {step.after} | {asked(step)} | {given(step)} |"
        for step in life.transitions.values()
    )
    return (
        f"\n## {feature}: `{life.name}`\n\n```mermaid\n{life.mermaid()}\n```\n\n"
        f"| State | English | 简体 | 繁體 |\n|---|---|---|---|\n{states}\n\n"
        f"| Step | Button | From | To | Permission | Must be given |\n|---|---|---|---|---|---|\n{steps}\n"
    )


def page(app: Portal) -> str:
    features = app.extensions["portal.features"]
    words = [i18n.merged(locale) for locale in ("zh_Hans", "zh_Hant")]
    return HEAD + "".join(section(each.name, life, words) for each in features for life in each.workflows)
