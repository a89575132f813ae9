"""The rules about people that all features build on."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import Level, Role
from portal.accounts.queries import has_second_factor, holds, holds_anywhere, roles_of
from portal.core.i18n import _l
from portal.core.permissions import Rule, another_person_than, rule, signed_in

LEVEL_SENTENCES = {
    Level.L1: _l("Please sign in first."),
    Level.L2: _l("Your identity has to be confirmed first: visit your community's service point."),
    Level.L3: _l("You need a second factor for this: set it up under “My account”."),
}
ROLE_SENTENCE = _l("Only the responsible officials of this place can do this.")


def at_least(level: Level) -> Rule:
    def test(actor: Any, _thing: Any) -> bool:
        reached = getattr(actor, "level", Level.L0) >= level
        return reached and (level < Level.L3 or has_second_factor(actor))

    return Rule(test, LEVEL_SENTENCES[level])


def place_path_of(thing: Any) -> str:
    """Where a thing is: a place itself, or what has a `place`."""
    return str(thing.path if hasattr(thing, "path") else thing.place.path)


def role_here(*roles: Role, because: Any = ROLE_SENTENCE) -> Rule:
    """The actor holds one of the roles where the thing is, or above."""
    return Rule(lambda actor, thing: holds(actor, roles, place_path_of(thing)), because)


def role_anywhere(*roles: Role, because: Any = ROLE_SENTENCE) -> Rule:
    return Rule(lambda actor, _thing: holds_anywhere(actor, roles), because)


def in_the_whole_city(*roles: Role, because: Any = ROLE_SENTENCE) -> Rule:
    """The actor holds one of the roles at the root of the tree of places."""

    def test(actor: Any, _thing: Any) -> bool:
        return any(
            h.role in roles and not h.body_kind and h.place_path.count("/") == 2 for h in roles_of(actor)
        )

    return Rule(test, because)


@rule(_l("Only adults can do this."))
def adult(actor: Any, _thing: Any) -> bool:
    return not actor.is_minor


@rule(_l("You can only do this for yourself."))
def oneself(actor: Any, thing: Any) -> bool:
    return bool(actor.id == thing.id)


@rule(_l("Another person has to do this for you."))
def somebody_else(actor: Any, thing: Any) -> bool:
    return bool(actor.id != thing.id)


@rule(_l("Another person has to do this for you."))
def not_about_oneself(actor: Any, thing: Any) -> bool:
    return bool(actor.id != thing.user_id)


@rule(_l("Your identity is confirmed already."))
def not_confirmed_yet(actor: Any, _thing: Any) -> bool:
    return bool(actor.level < Level.L2)


# places stand below accounts and know no roles: who may change them is said here
PLACES: dict[str, Rule] = {
    "places.edit": signed_in & role_here(Role.ADMIN, Role.EDITOR),
    "places.edit_calendar": signed_in & role_here(Role.ADMIN),
}


@rule(_l("This is for people who hold a role."))
def holds_a_role(actor: Any, _thing: Any) -> bool:
    return bool(roles_of(actor))


PERMISSIONS: dict[str, Rule] = PLACES | {
    "accounts.see_work": signed_in & holds_a_role,
    "accounts.change_own": signed_in & oneself,
    "accounts.grant": signed_in & in_the_whole_city(Role.SECURITY_ADMIN) & somebody_else,
    "accounts.end_grant": signed_in & in_the_whole_city(Role.SECURITY_ADMIN) & not_about_oneself,
    "accounts.see_people": signed_in & in_the_whole_city(Role.SECURITY_ADMIN),
    "accounts.suspend": signed_in & in_the_whole_city(Role.SECURITY_ADMIN) & somebody_else,
    "accounts.reset_second_factor": signed_in & in_the_whole_city(Role.SECURITY_ADMIN) & somebody_else,
    "accounts.ask_confirmation": signed_in & oneself & not_confirmed_yet,
    "accounts.see_requests": signed_in & role_anywhere(Role.COMMUNITY_WORKER),
    "accounts.check_identity": signed_in & role_here(Role.COMMUNITY_WORKER) & not_about_oneself,
    "accounts.confirm_identity": signed_in
    & role_here(Role.COMMUNITY_WORKER)
    & not_about_oneself
    & another_person_than("checked_by"),
}

ROLES = {
    Role.EDITOR: _l("Editor"),
    Role.REVIEWER: _l("Reviewer"),
    Role.ISSUER: _l("Issuer"),
    Role.LEGAL_REVIEWER: _l("Legal reviewer"),
    Role.COMMUNITY_WORKER: _l("Community worker"),
    Role.MODERATOR: _l("Moderator"),
    Role.PARTNER_CLERK: _l("Clerk of a reward partner"),
    Role.POINTS_OFFICER: _l("Points officer"),
    Role.AUDITOR: _l("Auditor"),
    Role.ADMIN: _l("System administrator"),
    Role.SECURITY_ADMIN: _l("Security administrator"),
}
LEVELS = {
    Level.L0: _l("Visitor"),
    Level.L1: _l("Registered"),
    Level.L2: _l("Identity confirmed"),
    Level.L3: _l("Official"),
}
