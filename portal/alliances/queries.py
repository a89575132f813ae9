"""Who belongs to which alliance, and in which office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.alliances.models import Alliance, Membership, Office, OfficeTerm
from portal.alliances.states import MembershipState
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _

LEADING = (Office.CHAIR, Office.VICE_CHAIR, Office.SECRETARY)


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


def offices_of(user: Any) -> frozenset[tuple[int, Office]]:
    """The (alliance, office) pairs a person holds today, in one query for each request."""
    if user is None or not getattr(user, "id", None):
        return frozenset()
    found: frozenset[tuple[int, Office]] | None = user.__dict__.get("_offices")
    if found is None:
        today = clock.today()
        held = select(OfficeTerm.alliance_id, OfficeTerm.office).where(
            OfficeTerm.user_id == user.id,
            OfficeTerm.starts_on <= today,
            OfficeTerm.ends_on >= today,
            OfficeTerm.ended_at.is_(None),
        )
        pairs = frozenset((row[0], row[1]) for row in db.session.execute(held))
        found = user.__dict__["_offices"] = pairs
    return found


def is_member(user: Any, alliance_id: int) -> bool:
    return alliance_id in alliances_of(user)


def leads(user: Any, alliance_id: int, offices: Sequence[Office] = LEADING) -> bool:
    """Chair, vice chair and secretary lead; ask for other offices by name."""
    return any((alliance_id, office) in offices_of(user) for office in offices)


def get_alliance(code: str) -> Alliance:
    found = select(Alliance).where(Alliance.code == code).options(joinedload(Alliance.place))
    alliance = db.session.scalar(found)
    if alliance is None:
        raise NotFound(_("This alliance was not found."))
    return alliance


def member_ids(alliance_id: int) -> list[int]:
    """Active members, for electorates and for telling them."""
    found = select(Membership.user_id).where(
        Membership.alliance_id == alliance_id, Membership.state == MembershipState.ACTIVE
    )
    return list(db.session.scalars(found.order_by(Membership.user_id)))


def officer_ids(alliance_id: int, offices: Sequence[Office] = LEADING) -> list[int]:
    today = clock.today()
    found = select(OfficeTerm.user_id).where(
        OfficeTerm.alliance_id == alliance_id,
        OfficeTerm.office.in_(offices),
        OfficeTerm.starts_on <= today,
        OfficeTerm.ends_on >= today,
        OfficeTerm.ended_at.is_(None),
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
