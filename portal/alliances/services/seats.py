"""Who acts for a member that is a shop or an organisation. Nobody shares an account: each person has a seat."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from portal.accounts.models import Level, User
from portal.alliances import queries
from portal.alliances.models import MemberSeat, Membership
from portal.alliances.services.membership import tell_about
from portal.alliances.states import ORGANISED
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded

MOST_SEATS = 5


@guarded("alliances.give_seat")
def give_seat(
    membership: Membership,
    *,
    user: User,
    title: Bitext | str = "",
    may_sign: bool = False,
    may_vote: bool = False,
    starts_on: date,
    ends_on: date,
    actor: User,
) -> MemberSeat:
    """Let a person act for this member from one day to another. A new voting seat ends the one before."""
    hold_row(membership)
    if membership.kind not in ORGANISED:
        raise Refused(_("Only shops and organisations act through others; a person acts in person."))
    if user.id == membership.user_id:
        raise Refused(_("This person answers for the member already and needs no seat."))
    if user.level < Level.L2 or user.is_minor:
        raise Refused(
            _("This person has to be confirmed face to face at the community's service point first.")
        )
    if not clock.today() <= ends_on or ends_on < starts_on:
        raise Refused(_("A term ends after it begins."))
    running = _running(membership)
    if len([s for s in running if s.user_id != user.id]) >= MOST_SEATS:
        raise Refused(_("A member has at most %(most)s seats.", most=MOST_SEATS))
    for before in running:
        if before.user_id == user.id or (may_vote and before.may_vote):
            before.ended_at = clock.now()
            queries.forget_belonging(before.user)
    db.session.flush()  # the old voting seat makes room
    seat = MemberSeat(
        membership=membership,
        user=user,
        title=title,
        may_sign=may_sign,
        may_vote=may_vote,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by=actor.id,
    )
    db.session.add(seat)
    db.session.flush()  # the message names it
    queries.forget_belonging(user)
    tell_about(
        [user.id], membership, N_("You act for a member of “%(name)s” from now on."), f"seat:{seat.id}"
    )
    return seat


def _running(membership: Membership) -> list[MemberSeat]:
    found = select(MemberSeat).where(MemberSeat.membership_id == membership.id, MemberSeat.ended_at.is_(None))
    return list(db.session.scalars(found))


@guarded("alliances.end_seat")
def end_seat(seat: MemberSeat, *, reason: str, actor: User) -> MemberSeat:
    """Given back, or taken back by who answers for the member."""
    hold_row(seat)
    if seat.ended_at is not None or seat.ends_on < clock.today():
        raise Refused(_("This seat has ended already."))
    seat.ended_at, seat.ended_because = clock.now(), reason.strip()  # type: ignore[assignment]
    queries.forget_belonging(seat.user)
    if actor.id != seat.user_id:
        tell_about(
            [seat.user_id],
            seat.membership,
            N_("Your seat for a member of “%(name)s” has ended."),
            f"seat:{seat.id}:ended",
        )
    return seat
