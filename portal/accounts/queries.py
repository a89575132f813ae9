"""People and their roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import or_, select

from portal.accounts.models import Grant, Role, User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.places.models import Place


@dataclass(frozen=True)
class Held:
    """A role somebody holds today: in this place and below, for this body only when one is named."""

    role: Role
    place_path: str
    body_kind: str
    body_id: int | None


def has_second_factor(user: Any) -> bool:
    """Roles sleep without one. The demo city lets its officials in without, and says so."""
    return bool(user.totp_secret) or bool(current_app.extensions["portal.config"].demo)


def roles_of(user: Any) -> tuple[Held, ...]:
    """Everything the person may use today, in one query for each request; nobody holds nothing."""
    if user is None or not getattr(user, "id", None) or not has_second_factor(user):
        return ()
    held: tuple[Held, ...] | None = user.__dict__.get("_roles")
    if held is None:
        today = clock.today()
        found = (
            select(Grant.role, Place.path, Grant.body_kind, Grant.body_id)
            .join(Place, Place.id == Grant.place_id)
            .where(
                Grant.user_id == user.id,
                Grant.starts_on <= today,
                or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
                Grant.ended_at.is_(None),
            )
        )
        held = user.__dict__["_roles"] = tuple(Held(*row) for row in db.session.execute(found))
    return held


def holds(user: Any, roles: Iterable[Role], place_path: str) -> bool:
    """Whether the person holds one of the roles at this place or above it."""
    wanted = set(roles)
    return any(
        held.role in wanted and not held.body_kind and place_path.startswith(held.place_path)
        for held in roles_of(user)
    )


def holds_anywhere(user: Any, roles: Iterable[Role]) -> bool:
    wanted = set(roles)
    return any(held.role in wanted for held in roles_of(user))


def bodies(user: Any, role: Role, kind: str) -> tuple[int, ...]:
    """The bodies (reward partners …) for which the person holds the role."""
    return tuple(h.body_id for h in roles_of(user) if h.role is role and h.body_kind == kind and h.body_id)


def names_of(ids: Iterable[int | None]) -> dict[int, Bitext]:
    """The names others see, for many people in one query."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    return {i: n for i, n in db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))}


def get_person(user_id: int) -> User:
    person = db.session.get(User, user_id)
    if person is None:
        raise NotFound(_("This person was not found."))
    return person


def holders(roles: Iterable[Role], place: Place) -> list[int]:
    """Who holds one of the roles at this place or above it today: the people to be told."""
    today = clock.today()
    above = [int(part) for part in place.path.strip("/").split("/")]
    found = select(Grant.user_id).where(
        Grant.role.in_(list(roles)),
        Grant.place_id.in_(above),
        Grant.body_kind == "",
        Grant.starts_on <= today,
        or_(Grant.ends_on.is_(None), Grant.ends_on >= today),
        Grant.ended_at.is_(None),
    )
    return sorted(set(db.session.scalars(found)))


def home_of(user: User) -> Place | None:
    return db.session.get(Place, user.place_id) if user.place_id else None


def grants_of(user_id: int) -> list[tuple[Grant, Place]]:
    """The roles a person holds today or will hold, with their places."""
    found = (
        select(Grant, Place)
        .join(Place, Place.id == Grant.place_id)
        .where(
            Grant.user_id == user_id,
            Grant.ended_at.is_(None),
            or_(Grant.ends_on.is_(None), Grant.ends_on >= clock.today()),
        )
        .order_by(Grant.id)
    )
    return [(grant, place) for grant, place in db.session.execute(found)]
