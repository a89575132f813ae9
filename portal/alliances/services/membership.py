"""Apply, be admitted or declined, leave, be removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from portal.accounts.models import User
from portal.accounts.queries import holders
from portal.alliances import queries
from portal.alliances.models import Alliance, MemberHearing, MemberSeat, Membership, OfficeTerm
from portal.alliances.services.founding import STREET, path_of
from portal.alliances.states import MEMBERSHIP, ON_THE_LIST, AllianceState, MemberKind
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.alliances import MemberAdmitted
from portal.events.catalog import CardChanged
from portal.events.notifications import PeopleTold


@guarded("alliances.apply")
def apply(
    alliance: Alliance,
    *,
    kind: MemberKind,
    shop: Bitext | str = "",
    message: Bitext | str = "",
    area: int = 0,
    takes_over: Membership | None = None,
    actor: User,
) -> Membership:
    """Ask to belong. Merchants say which shop is theirs; `area` in hundredths of a square metre for owners.

    Who `takes_over` a shop of the alliance closes its old membership on being admitted; the shop's code stays.
    """
    if takes_over is not None:
        if takes_over.alliance_id != alliance.id or takes_over.state not in ON_THE_LIST:
            raise Refused(
                _("This shop does not belong to the alliance any more. Please apply as a new shop.")
            )
        if takes_over.user_id == actor.id:
            raise Refused(_("This shop is yours already."))
        kind, shop = takes_over.kind, shop or takes_over.shop
    if kind is MemberKind.MERCHANT and not shop:
        raise Refused(_("Please write the name on your shop's sign."))
    _another_shop(alliance, kind, shop, actor)
    membership = Membership(alliance=alliance, user=actor, kind=kind, shop=shop, message=message, area=area)
    db.session.add(membership)
    db.session.flush()  # the officers' message names the application
    if takes_over is not None:
        membership.follows = takes_over
        tell_about(
            [takes_over.user_id],
            membership,
            N_("%(person)s says that your shop in “%(name)s” is theirs now. The officers will check it."),
            "takes_over",
            path=f"{path_of(alliance)}/members",
        )
    tell_about(
        queries.officer_ids(alliance.id) or holders(STREET, alliance.place),
        membership,
        N_("%(person)s has applied to join “%(name)s”."),
        "applied",
        path=f"{path_of(alliance)}/members",
    )
    return membership


def _another_shop(alliance: Alliance, kind: MemberKind, shop: Bitext | str, actor: User) -> None:
    """One person belongs once, or once for each shop."""
    for mine in queries.mine_in(alliance, actor):
        if kind is not MemberKind.MERCHANT or mine.kind is not MemberKind.MERCHANT:
            raise Refused(_("You belong to this alliance already, or your application is waiting."))
        if str(mine.shop) == str(shop if isinstance(shop, Bitext) else Bitext.name(shop)):
            raise Refused(
                _("This shop of yours belongs to the alliance already, or its application is waiting.")
            )


@guarded("alliances.admit")
def admit(membership: Membership, *, actor: User) -> Membership:
    """The officers take the applicant in: a member from today, or once they have accepted the charter."""
    hold_row(membership)
    MEMBERSHIP.move(membership, "admit", actor=actor)
    membership.admitted_by = actor.id
    membership.initiator = membership.alliance.state is AllianceState.FOUNDING
    if setting("alliances.accept_charter") and membership.alliance.charter:
        tell_about(
            [membership.user_id],
            membership,
            N_("“%(name)s” has admitted you. Please read its charter and accept it."),
            "to_accept",
        )
        return membership
    return _begin(membership, actor)


@guarded("alliances.accept")
def accept(membership: Membership, *, actor: User) -> Membership:
    """The admitted person accepts the charter and belongs from today."""
    hold_row(membership)
    return _begin(membership, actor)


def _begin(membership: Membership, actor: User) -> Membership:
    MEMBERSHIP.move(membership, "accept", actor=actor)
    membership.joined_on = clock.today()
    before = membership.follows
    if before is not None:
        membership.shop_code, membership.section_id = before.shop_code, before.section_id
        if before.ended_on is None:
            end(before, "leave", actor=actor, reason=str(_("The shop has another owner.")))
            tell_about(
                [before.user_id], before, N_("Your shop in “%(name)s” has another owner now."), "taken_over"
            )
    count(membership, +1)
    queries.forget_belonging(membership.user)
    announce(MemberAdmitted(alliance_id=membership.alliance_id, user_id=membership.user_id))
    tell_about([membership.user_id], membership, N_("You are now a member of “%(name)s”."), "admitted")
    return membership


@guarded("alliances.decline")
def decline_application(membership: Membership, *, reason: str, actor: User) -> Membership:
    """Not admitted, with a reason; the person may apply again."""
    hold_row(membership)
    MEMBERSHIP.move(membership, "decline", actor=actor, reason=reason)
    membership.ended_on = clock.today()
    tell_about(
        [membership.user_id],
        membership,
        N_("“%(name)s” has not admitted you: %(reason)s"),
        "declined",
        reason=reason,
    )
    return membership


@guarded("alliances.leave")
def leave(membership: Membership, *, actor: User) -> Membership:
    """Leave at any time, or take the application back. Offices end with it."""
    return end(membership, "leave", actor=actor)


def let_go(user_id: int) -> None:
    """End everything a person belongs to. Not guarded: part of erasing an account."""
    running = select(Membership).where(Membership.user_id == user_id, Membership.ended_on.is_(None))
    for membership in db.session.scalars(running).all():
        end(membership, "leave", actor=None, whoever_leads=True)
    seats = update(MemberSeat).where(MemberSeat.user_id == user_id)
    db.session.execute(seats.where(MemberSeat.ended_at.is_(None)).values(ended_at=clock.now()))
    db.session.execute(seats.values(title=Bitext.of("")))
    heard = select(Membership.id).where(Membership.user_id == user_id)
    hearings = update(MemberHearing).where(MemberHearing.membership_id.in_(heard))
    db.session.execute(hearings.values(statement=Bitext.html("")))
    every = update(Membership).where(Membership.user_id == user_id)
    db.session.execute(every.values(shop=Bitext.name(""), message=Bitext.of("")))


def end(
    membership: Membership, step: str, *, actor: User | None, reason: str = "", whoever_leads: bool = False
) -> Membership:
    """Close a membership. Not guarded: part of leaving, of the council's decision and of a merger."""
    hold_row(membership)
    hold_row(membership.alliance)  # two last officers who leave at once are asked one after the other
    counted = membership.state in ON_THE_LIST
    if counted and not whoever_leads:
        keep_a_leader(membership.alliance, membership.user_id)
    MEMBERSHIP.move(membership, step, actor=actor, reason=reason)
    membership.ended_on = clock.today()
    if counted:
        count(membership, -1)
        _end_offices(membership)
    queries.forget_belonging(membership.user)
    return membership


def keep_a_leader(alliance: Alliance, user_id: int) -> None:
    """Refuse to take the last one who leads away from others. Not guarded: changes nothing."""
    alone = queries.officer_ids(alliance.id) == [user_id]
    if alone and queries.member_ids(alliance.id) != [user_id]:
        raise Refused(
            _("Nobody else leads this alliance. Elect or ask the street to appoint a successor first.")
        )


def _end_offices(membership: Membership) -> None:
    """Seats of this member end; its person's offices too, when nothing else of theirs belongs."""
    seats = select(MemberSeat).where(MemberSeat.membership_id == membership.id)
    for seat in db.session.scalars(seats.where(MemberSeat.ended_at.is_(None))).all():
        seat.ended_at = clock.now()
        queries.forget_belonging(seat.user)
    if membership.user_id in queries.member_ids(membership.alliance_id):
        return
    held = select(OfficeTerm).where(
        OfficeTerm.alliance_id == membership.alliance_id,
        OfficeTerm.user_id == membership.user_id,
        OfficeTerm.ended_at.is_(None),
        OfficeTerm.ends_on >= clock.today(),
    )
    for term in db.session.scalars(held).all():
        term.ended_at = clock.now()


def count(membership: Membership, change: int) -> None:
    """One more or less. Not guarded: part of other services."""
    alliance = membership.alliance
    more = update(Alliance).where(Alliance.id == alliance.id)
    db.session.execute(more.values(member_count=Alliance.member_count + change))
    db.session.refresh(alliance, ["member_count"])
    announce(CardChanged(kind="alliance", object_id=alliance.id))


def tell_about(
    people: list[int], membership: Membership, message: str, what: str, path: str = "", reason: str = ""
) -> None:
    """Tell people something about a membership. Not guarded: part of other services."""
    alliance = membership.alliance
    values: dict[str, Any] = {
        "bi_name": alliance.name.to_json(),
        "bi_person": membership.user.name.to_json(),
        "bi_reason": Bitext.of(reason).to_json(),
    }
    announce(
        PeopleTold(
            user_ids=tuple(people),
            message=message,
            path=path or path_of(alliance),
            key=f"membership:{membership.id}:{what}",
            values=values,
        )
    )
