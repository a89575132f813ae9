"""Apply, be admitted or declined, leave, be removed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from portal.accounts.models import User
from portal.accounts.queries import holders
from portal.alliances import queries
from portal.alliances.models import Alliance, Membership, OfficeTerm
from portal.alliances.services.founding import STREET, path_of
from portal.alliances.states import MEMBERSHIP, MemberKind, MembershipState
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
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
    actor: User,
) -> Membership:
    """Ask to belong. Merchants say which shop is theirs; `area` in hundredths of a square metre for owners."""
    if kind is MemberKind.MERCHANT and not shop:
        raise Refused(_("Please write the name on your shop's sign."))
    membership = Membership(alliance=alliance, user=actor, kind=kind, shop=shop, message=message, area=area)
    db.session.add(membership)
    db.session.flush()  # the officers' message names the application
    _tell(
        queries.officer_ids(alliance.id) or holders(STREET, alliance.place),
        membership,
        N_("%(person)s has applied to join “%(name)s”."),
        "applied",
        path=f"{path_of(alliance)}/members",
    )
    return membership


@guarded("alliances.admit")
def admit(membership: Membership, *, actor: User) -> Membership:
    """The applicant is a member from today."""
    hold_row(membership)
    MEMBERSHIP.move(membership, "admit", actor=actor)
    membership.joined_on, membership.admitted_by = clock.today(), actor.id
    _count(membership, +1)
    queries.forget_belonging(membership.user)
    announce(MemberAdmitted(alliance_id=membership.alliance_id, user_id=membership.user_id))
    _tell([membership.user_id], membership, N_("You are now a member of “%(name)s”."), "admitted")
    return membership


@guarded("alliances.decline")
def decline_application(membership: Membership, *, reason: str, actor: User) -> Membership:
    """Not admitted, with a reason; the person may apply again."""
    hold_row(membership)
    MEMBERSHIP.move(membership, "decline", actor=actor, reason=reason)
    membership.ended_on = clock.today()
    _tell(
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
    return _end(membership, "leave", actor=actor)


@guarded("alliances.remove")
def remove(membership: Membership, *, reason: str, actor: User) -> Membership:
    """Removed by the officers, with a reason that the person reads."""
    _end(membership, "remove", actor=actor, reason=reason)
    _tell(
        [membership.user_id],
        membership,
        N_("Your membership of “%(name)s” has been ended: %(reason)s"),
        "removed",
        reason=reason,
    )
    return membership


def let_go(user_id: int) -> None:
    """End everything a person belongs to. Not guarded: part of erasing an account."""
    running = select(Membership).where(Membership.user_id == user_id, Membership.ended_on.is_(None))
    for membership in db.session.scalars(running).all():
        _end(membership, "leave", actor=None, whoever_leads=True)
    every = update(Membership).where(Membership.user_id == user_id)
    db.session.execute(every.values(shop=Bitext.name(""), message=Bitext.of("")))


def _end(
    membership: Membership, step: str, *, actor: User | None, reason: str = "", whoever_leads: bool = False
) -> Membership:
    hold_row(membership)
    counted = membership.state is MembershipState.ACTIVE
    if counted and not whoever_leads:
        keep_a_leader(membership.alliance, membership.user_id)
    MEMBERSHIP.move(membership, step, actor=actor, reason=reason)
    membership.ended_on = clock.today()
    if counted:
        _count(membership, -1)
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
    held = select(OfficeTerm).where(
        OfficeTerm.alliance_id == membership.alliance_id,
        OfficeTerm.user_id == membership.user_id,
        OfficeTerm.ended_at.is_(None),
        OfficeTerm.ends_on >= clock.today(),
    )
    for term in db.session.scalars(held).all():
        term.ended_at = clock.now()


def _count(membership: Membership, change: int) -> None:
    alliance = membership.alliance
    more = update(Alliance).where(Alliance.id == alliance.id)
    db.session.execute(more.values(member_count=Alliance.member_count + change))
    db.session.refresh(alliance, ["member_count"])
    announce(CardChanged(kind="alliance", object_id=alliance.id))


def _tell(
    people: list[int], membership: Membership, message: str, what: str, path: str = "", reason: str = ""
) -> None:
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
