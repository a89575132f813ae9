"""The rules about people that all features build on."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.queries import holds, holds_anywhere
from portal.core.i18n import _l
from portal.core.permissions import Rule, rule, signed_in

LEVEL_SENTENCES = {
    Level.L1: _l("Please sign in first."),
    Level.L2: _l("Your identity has to be confirmed first: visit your community's service point."),
    Level.L3: _l("You need a second factor for this: set it up under “My account”."),
}
ROLE_SENTENCE = _l("Only the responsible officials of this place can do this.")


def at_least(level: Level) -> Rule:
    return Rule(lambda actor, _thing: getattr(actor, "level", Level.L0) >= level, LEVEL_SENTENCES[level])


def place_path_of(thing: Any) -> str:
    """Where a thing is: a place itself, or what has a `place`."""
    return str(thing.path if hasattr(thing, "path") else thing.place.path)


def role_here(*roles: Role, because: Any = ROLE_SENTENCE) -> Rule:
    """The actor holds one of the roles where the thing is, or above."""
    return Rule(lambda actor, thing: holds(actor, roles, place_path_of(thing)), because)


def role_anywhere(*roles: Role, because: Any = ROLE_SENTENCE) -> Rule:
    return Rule(lambda actor, _thing: holds_anywhere(actor, roles), because)


@rule(_l("Only adults can do this."))
def adult(actor: Any, _thing: Any) -> bool:
    return not actor.is_minor


@rule(_l("You can only do this for yourself."))
def oneself(actor: Any, thing: Any) -> bool:
    return bool(actor.id == thing.id)


PERMISSIONS: dict[str, Rule] = {
    "accounts.change_own": signed_in & oneself,
}
