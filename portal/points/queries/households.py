"""Whose household is which. What stands here is for its members, and for the workers of its place before it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import places_where
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.places.models import Place
from portal.points.models import Household, HouseholdInvitation, HouseholdMember
from portal.points.permissions.households import CONFIRMING
from portal.points.states.households import HouseholdState


def membership(user_id: int) -> HouseholdMember | None:
    """Where somebody belongs now, confirmed or not."""
    found = select(HouseholdMember).where(
        HouseholdMember.user_id == user_id, HouseholdMember.left_at.is_(None)
    )
    return db.session.scalar(
        found.options(
            joinedload(HouseholdMember.household).joinedload(Household.place),
        )
    )


def own_membership(viewer: Any) -> HouseholdMember:
    """The confirmed household of the viewer; for anybody else it does not exist."""
    mine = membership(viewer.id) if getattr(viewer, "is_authenticated", False) else None
    if mine is None or mine.household.state is not HouseholdState.CONFIRMED:
        raise NotFound(_("You belong to no confirmed household."))
    return mine


def members(household: Household) -> Sequence[HouseholdMember]:
    """Who belongs to it now, the longest first."""
    found = select(HouseholdMember).where(
        HouseholdMember.household_id == household.id, HouseholdMember.left_at.is_(None)
    )
    return db.session.scalars(
        found.options(joinedload(HouseholdMember.user)).order_by(
            HouseholdMember.joined_at, HouseholdMember.id
        )
    ).all()


def get_member(code: str, viewer: Any) -> HouseholdMember:
    """One of the viewer's own household."""
    mine = membership(viewer.id)
    found = select(HouseholdMember).where(HouseholdMember.code == code, HouseholdMember.left_at.is_(None))
    member = db.session.scalar(found) if mine else None
    if member is None or mine is None or member.household_id != mine.household_id:
        raise NotFound(_("This person does not belong to your household."))
    return member


def memberships_of(user_id: int) -> Sequence[HouseholdMember]:
    """All households somebody belongs or belonged to."""
    found = select(HouseholdMember).where(HouseholdMember.user_id == user_id)
    return db.session.scalars(
        found.options(joinedload(HouseholdMember.household).joinedload(Household.place)).order_by(
            HouseholdMember.id
        )
    ).all()


def _open_invitations() -> Select[HouseholdInvitation]:
    return (
        select(HouseholdInvitation)
        .where(HouseholdInvitation.expires_at > clock.now())
        .options(
            joinedload(HouseholdInvitation.user),
            joinedload(HouseholdInvitation.household).joinedload(Household.keeper),
        )
        .order_by(HouseholdInvitation.id)
    )


def invitations_to(user_id: int) -> Sequence[HouseholdInvitation]:
    """What somebody can answer now."""
    return db.session.scalars(_open_invitations().where(HouseholdInvitation.user_id == user_id)).all()


def invitations_of(household: Household) -> Sequence[HouseholdInvitation]:
    """Whom the household waits for."""
    found = _open_invitations().where(HouseholdInvitation.household_id == household.id)
    return db.session.scalars(found).all()


def get_invitation(code: str, viewer: Any) -> HouseholdInvitation:
    """For whom it is meant, and for the keeper who has sent it."""
    found = db.session.scalar(_open_invitations().where(HouseholdInvitation.code == code))
    if found is None or viewer.id not in {found.user_id, found.household.keeper_id}:
        raise NotFound(_("This invitation is no longer open."))
    return found


def _at_the_places_of(viewer: Any) -> Select[Household]:
    mine = places_where(viewer, *CONFIRMING)
    return (
        select(Household)
        .join(Place, Place.id == Household.place_id)
        .where(or_(false(), *(Place.path.startswith(path) for path in mine)))
        .options(joinedload(Household.place), joinedload(Household.keeper))
    )


def waiting(viewer: Any) -> Sequence[Household]:
    """Those a second worker has to confirm, the oldest first."""
    found = _at_the_places_of(viewer).where(Household.state == HouseholdState.CHECKED)
    return db.session.scalars(found.order_by(Household.checked_at).limit(100)).all()


def waiting_count(viewer: Any) -> int:
    """Without those the viewer has looked at."""
    found = _at_the_places_of(viewer).where(
        Household.state == HouseholdState.CHECKED, Household.checked_by != viewer.id
    )
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def get_household(number: str, viewer: Any) -> Household:
    """By the number that was read out, however it was typed; only as long as it waits, for it is nobody's business after."""
    plain = "".join(number.upper().split())
    found = _at_the_places_of(viewer).where(
        Household.number == plain, Household.state.in_((HouseholdState.ASKED, HouseholdState.CHECKED))
    )
    household = db.session.scalar(found)
    if household is None:
        raise NotFound(
            _("No household with this number waits in your community. Please have it read out once more.")
        )
    return household
