"""docs/permissions.md: who may do what, from the permission tables, and which roles each rule looks at."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.permissions import LEVELS, ROLES
from portal.alliances import queries as alliances
from portal.alliances.states import OFFICE_LABELS, Office
from portal.core.permissions import All, Either, Rule, another_person_than
from portal.core.web import Portal

HEAD = """# Permissions

Made from `portal/*/permissions.py` by `make docs`; do not edit by hand.

A permission is a chain of rules, asked from left to right; the first that fails is shown to the person in place of
the button. `a / b` means that one of both is enough. Roles are held in a place and everything below it, or for one
partner shop, and for a term; offices are held in one alliance. What somebody may not *see* is not here: that is decided by
`visible_to(viewer)` in each feature's queries, and answered with 404.

The roles in the tables are those the rules look at, found by reading the rules' own code; the sentence says
what is asked of them.
"""
ANY_OFFICER = "officer of the alliance"


def leaves(rule: Rule) -> Iterator[Rule]:
    if isinstance(rule, All | Either):
        for part in rule.parts:
            yield from leaves(part)
    else:
        yield rule


def names_in(code: CodeType) -> set[str]:
    """What a function and those written inside it call by name."""
    found = set(code.co_names)
    for const in code.co_consts:
        if isinstance(const, CodeType):
            found |= names_in(const)
    return found


def things_of(function: FunctionType) -> Iterator[Any]:
    """The values a function works with: what it closes over, and the globals it names."""
    closed = [cell.cell_contents for cell in function.__closure__ or ()]
    yield from closed
    called = names_in(function.__code__)
    for name in sorted(called):
        thing = function.__globals__.get(name)
        if thing is Level and any(isinstance(each, Level) for each in closed):
            continue  # the level asked is the one that was given
        if thing in (Role, Office, Level):
            yield from (thing[member] for member in sorted(called & set(thing.__members__)))
        else:
            yield thing
    yield from function.__defaults__ or ()


def looked_at(thing: Any, seen: set[int]) -> Iterator[Any]:
    """Roles, offices and levels behind a rule; functions of permission modules are read too."""
    if isinstance(thing, Role | Office | Level):
        yield thing
    elif isinstance(thing, tuple | list | set | frozenset):
        for each in thing:
            yield from looked_at(each, seen)
    elif isinstance(thing, Rule):
        for leaf in leaves(thing):
            yield from looked_at(leaf.test, seen)
    elif thing is alliances.is_member:
        yield "member of the alliance"
    elif thing is alliances.leads or thing is alliances.offices_of:
        yield ANY_OFFICER
    elif isinstance(thing, FunctionType) and of_permissions(thing) and id(thing) not in seen:
        seen.add(id(thing))
        for each in things_of(thing):
            yield from looked_at(each, seen)


def of_permissions(function: FunctionType) -> bool:
    return function.__module__.startswith("portal.") and function.__module__.endswith(".permissions")


def who(rule: Rule) -> list[Any]:
    found = set(looked_at(rule, set()))
    if any(isinstance(each, Office) for each in found):
        found.discard(ANY_OFFICER)
    return sorted(found, key=order)


def order(found: Any) -> tuple[int, int, str]:
    kinds: tuple[type, ...] = (Level, Role, Office)
    for n, kind in enumerate(kinds):
        if isinstance(found, kind):
            return n, list(kind).index(found), ""
    return len(kinds), 0, str(found)


def called(found: Any) -> str:
    if isinstance(found, Level):
        return f"{found.name} {str(LEVELS[found]).lower()}"
    return (
        str({**ROLES, **OFFICE_LABELS}.get(found, found)) if isinstance(found, Role | Office) else str(found)
    )


def sentence(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def by_feature(rules: dict[str, Rule]) -> str:
    parts = []
    for feature in dict.fromkeys(name.partition(".")[0] for name in rules):
        parts.append(
            f"\n## {feature}\n\n| Permission | What it asks, in this order | Looks at |\n|---|---|---|\n"
        )
        for name, rule in rules.items():
            if name.startswith(f"{feature}."):
                asks = "<br>".join(sentence(each) for each in rule.sentences())
                parts.append(
                    f"| `{name}` | {asks} | {', '.join(called(each) for each in who(rule)) or '–'} |\n"
                )
    return "".join(parts)


def by_role(rules: dict[str, Rule]) -> str:
    rows = [
        f"| {label} (`{role}`) | {', '.join(f'`{name}`' for name, rule in rules.items() if role in who(rule)) or '–'} |\n"
        for role, label in ROLES.items()
    ]
    return "\n## By role\n\n| Role | Permissions whose rules look at it |\n|---|---|\n" + "".join(rows)


def four_eyes(rules: dict[str, Rule]) -> str:
    said = str(another_person_than("id").because)
    names = [name for name, rule in rules.items() if said in rule.sentences()]
    return (
        "\n## By two persons\n\nRefused to whoever took part in an earlier step: "
        + ", ".join(f"`{name}`" for name in names)
        + ".\n"
    )


def page(app: Portal) -> str:
    rules = app.extensions["portal.permissions"]
    return HEAD + by_role(rules) + four_eyes(rules) + by_feature(rules)
