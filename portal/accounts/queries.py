"""People and their roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Grant, LevelRequest, RequestState, Role, Standing, Suspension, User
from portal.accounts.rules.names import fold
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


HELD = (Grant.role, Place.path, Grant.body_kind, Grant.body_id)


def in_term(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """The roles that have begun, have not run out and were not taken back."""
    runs = or_(Grant.ends_on.is_(None), Grant.ends_on >= day)
    return and_(Grant.starts_on <= day, runs, Grant.ended_at.is_(None))


def has_second_factor(user: Any) -> bool:
    """Roles sleep without one. The demo city lets its officials in without, and says so."""
    return bool(user.totp_secret) or bool(current_app.extensions["portal.config"].demo)


def roles_of(user: Any) -> tuple[Held, ...]:
    """Everything the person may use today, in one query for each request; nobody holds nothing."""
    if user is None or not getattr(user, "id", None) or not has_second_factor(user):
        return ()
    held: tuple[Held, ...] | None = user.__dict__.get("_roles")
    if held is None:
        found = select(*HELD).join(Place, Place.id == Grant.place_id)
        mine = found.where(Grant.user_id == user.id, in_term(clock.today()))
        held = remember_roles(user, db.session.execute(mine))
    return held


def remember_roles(user: User, rows: Iterable[Sequence[Any]]) -> tuple[Held, ...]:
    """Keep what was read with the columns `HELD`, for as long as the request lasts."""
    held: tuple[Held, ...] = tuple(Held(*row) for row in rows)
    user.__dict__["_roles"] = held
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
    above = [int(part) for part in place.path.strip("/").split("/")]
    found = select(Grant.user_id).where(
        Grant.role.in_(list(roles)),
        Grant.place_id.in_(above),
        Grant.body_kind == "",
        in_term(clock.today()),
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


def all_grants_of(user_id: int) -> list[tuple[Grant, Place]]:
    """Every role a person holds or held, the newest first."""
    found = (
        select(Grant, Place)
        .join(Place, Place.id == Grant.place_id)
        .where(Grant.user_id == user_id)
        .order_by(Grant.id.desc())
    )
    return [(grant, place) for grant, place in db.session.execute(found)]


def get_grant(grant_id: int) -> Grant:
    grant = db.session.get(Grant, grant_id)
    if grant is None:
        raise NotFound(_("This role was not found."))
    return grant


def person_called(username: str) -> User:
    found = select(User).where(User.username_folded == fold(username), User.standing != Standing.ERASED)
    person: User | None = db.session.scalar(found)
    if person is None:
        raise NotFound(_("This person was not found."))
    return person


def people(words: str = "", standing: str = "", role: str = "") -> Select[Any]:
    """Accounts for the security administrator, by part of a name or username."""
    found = select(User).where(User.standing != Standing.ERASED)
    if words:
        part = fold(words)
        found = found.where(
            or_(
                User.username_folded.contains(part, autoescape=True),
                User.name_folded.contains(part, autoescape=True),
            )
        )
    if standing in set(Standing):
        found = found.where(User.standing == Standing(standing))
    if role in set(Role):
        held = select(Grant.user_id).where(Grant.role == Role(role), Grant.ended_at.is_(None))
        found = found.where(User.id.in_(held))
    return found


def suspensions_of(user_id: int) -> list[Suspension]:
    found = select(Suspension).where(Suspension.user_id == user_id).order_by(Suspension.id.desc())
    return list(db.session.scalars(found))


def requests_of(user_id: int) -> list[LevelRequest]:
    """Requests to confirm this person's identity, the newest first."""
    found = select(LevelRequest).where(LevelRequest.user_id == user_id)
    return list(db.session.scalars(found.order_by(LevelRequest.id.desc())))


def open_requests_of(user_id: int) -> list[LevelRequest]:
    """At most one, in ordinary life."""
    found = select(LevelRequest).where(
        LevelRequest.user_id == user_id,
        LevelRequest.state.in_((RequestState.OPEN, RequestState.CHECKED)),
    )
    return list(db.session.scalars(found.options(joinedload(LevelRequest.place))))


def places_where(user: Any, *roles: Role) -> list[str]:
    """The paths of the places at which, and below which, the person holds one of the roles."""
    return [held.place_path for held in roles_of(user) if held.role in roles and not held.body_kind]


def visible_requests(viewer: Any) -> Select[Any]:
    """The requests of the viewer's own communities; nobody else's exist for them."""
    mine = places_where(viewer, Role.COMMUNITY_WORKER)
    return (
        select(LevelRequest)
        .join(Place, Place.id == LevelRequest.place_id)
        .where(or_(False, *(Place.path.startswith(path) for path in mine)))
        .options(joinedload(LevelRequest.user), joinedload(LevelRequest.place))
    )


def waiting_requests(viewer: Any) -> list[LevelRequest]:
    """Those that a second person has to confirm, the oldest first."""
    found = visible_requests(viewer).where(LevelRequest.state == RequestState.CHECKED)
    return list(db.session.scalars(found.order_by(LevelRequest.checked_at).limit(100)))


def get_request(code: str, viewer: Any) -> LevelRequest:
    """By the code that was read out, however it was typed."""
    plain = "".join(code.upper().split())
    request: LevelRequest | None = db.session.scalar(
        visible_requests(viewer).where(LevelRequest.code == plain)
    )
    if request is None:
        raise NotFound(_("There is no such code in your community. Please have it read out once more."))
    return request
