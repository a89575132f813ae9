"""Who belongs to which alliance, and in which office; the questions other features ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from portal.accounts.models import User
from portal.alliances.models import Membership, OfficeTerm
from portal.alliances.states import LEADING, WITHOUT_VOTE, MembershipState, Office
from portal.core import clock
from portal.core.db import db


def holding_now() -> ColumnElement[bool]:
    """An office is held by the clock: from its first day to its last, unless it was ended before."""
    today = clock.today()
    return and_(OfficeTerm.starts_on <= today, OfficeTerm.ends_on >= today, OfficeTerm.ended_at.is_(None))


def alliances_of(user: Any) -> frozenset[int]:
    """The alliances a person belongs to, in one query for each request."""
    if user is None or not getattr(user, "id", None):
        return frozenset()
    found: frozenset[int] | None = user.__dict__.get("_alliances")
    if found is None:
        mine = select(Membership.alliance_id).where(
            Membership.user_id == user.id, Membership.state == MembershipState.ACTIVE
        )
        found = user.__dict__["_alliances"] = frozenset(db.session.scalars(mine))
    return found


def belongs(user_id: Any, alliance_id: Any) -> ColumnElement[bool]:
    """Membership as a condition inside another statement, by columns or values."""
    mine = select(Membership.id).where(
        Membership.user_id == user_id,
        Membership.alliance_id == alliance_id,
        Membership.state == MembershipState.ACTIVE,
    )
    return mine.exists()


def offices_of(user: Any) -> frozenset[tuple[int, Office]]:
    """The (alliance, office) pairs a person holds today, in one query for each request."""
    if user is None or not getattr(user, "id", None):
        return frozenset()
    found: frozenset[tuple[int, Office]] | None = user.__dict__.get("_offices")
    if found is None:
        held = select(OfficeTerm.alliance_id, OfficeTerm.office).where(
            OfficeTerm.user_id == user.id, holding_now()
        )
        pairs = frozenset((row[0], row[1]) for row in db.session.execute(held))
        found = user.__dict__["_offices"] = pairs
    return found


def is_member(user: Any, alliance_id: int) -> bool:
    return alliance_id in alliances_of(user)


def leads(user: Any, alliance_id: int, offices: Sequence[Office] = LEADING) -> bool:
    """Chair, vice chair and secretary lead; ask for other offices by name."""
    return any((alliance_id, office) in offices_of(user) for office in offices)


def member_ids(alliance_id: int) -> list[int]:
    """Active members, for electorates and for telling them."""
    found = select(Membership.user_id).where(
        Membership.alliance_id == alliance_id, Membership.state == MembershipState.ACTIVE
    )
    return list(db.session.scalars(found.order_by(Membership.user_id)))


def officer_ids(alliance_id: int, offices: Sequence[Office] = LEADING) -> list[int]:
    found = select(OfficeTerm.user_id).where(
        OfficeTerm.alliance_id == alliance_id, OfficeTerm.office.in_(offices), holding_now()
    )
    return sorted(set(db.session.scalars(found)))


def members(alliance_id: int) -> Sequence[tuple[Membership, User]]:
    found = (
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(Membership.alliance_id == alliance_id, Membership.state == MembershipState.ACTIVE)
        .order_by(Membership.id)
    )
    return [(m, u) for m, u in db.session.execute(found)]


def voter_ids(alliance_id: int) -> list[int]:
    """The roll of a vote of the alliance: its active members but liaisons and observers."""
    silent = select(OfficeTerm.user_id).where(
        OfficeTerm.alliance_id == alliance_id, OfficeTerm.office.in_(WITHOUT_VOTE), holding_now()
    )
    without = set(db.session.scalars(silent))
    return [i for i in member_ids(alliance_id) if i not in without]


def areas(alliance_id: int) -> dict[int, int]:
    """The roll of a vote by heads and area: owners with their floor area in hundredths of a square metre."""
    found = select(Membership.user_id, Membership.area).where(
        Membership.alliance_id == alliance_id,
        Membership.state == MembershipState.ACTIVE,
        Membership.area > 0,
    )
    return {user_id: area for user_id, area in db.session.execute(found.order_by(Membership.user_id))}


def forget_belonging(user: Any) -> None:
    """After a change in this request: ask the tables anew what this person belongs to and holds."""
    for remembered in ("_alliances", "_offices"):
        user.__dict__.pop(remembered, None)
