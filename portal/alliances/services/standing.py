"""Warned, suspended, heard, removed: no membership is taken away without a hearing in the council."""

from __future__ import annotations

from datetime import date, timedelta

from portal.accounts.models import User
from portal.alliances import queries
from portal.alliances.models import MemberHearing, Membership
from portal.alliances.services.founding import path_of
from portal.alliances.services.membership import end, keep_a_leader, tell_about
from portal.alliances.states import COUNCIL, HEARING, MEMBERSHIP, HearingState
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.core.settings import setting
from portal.core.types import written


@guarded("alliances.warn")
def warn(membership: Membership, *, reason: str, actor: User) -> Membership:
    """A first, written word. All rights stay."""
    MEMBERSHIP.move(membership, "warn", actor=actor, reason=reason)
    tell_about(
        [membership.user_id],
        membership,
        N_("“%(name)s” has warned you: %(reason)s"),
        f"warned:{clock.today()}",
        reason=reason,
    )
    return membership


@guarded("alliances.warn")
def suspend(membership: Membership, *, until: date, reason: str, actor: User) -> Membership:
    """Rights rest until a day: no vote, no signing as a member, no seat. Only after a warning."""
    longest = int(setting("alliances.suspension_days"))
    if not clock.today() < until <= clock.today() + timedelta(days=longest):
        raise Refused(_("A suspension ends on a day to come, at most %(days)s days from now.", days=longest))
    hold_row(membership)
    hold_row(membership.alliance)
    keep_a_leader(membership.alliance, membership.user_id)
    MEMBERSHIP.move(membership, "suspend", actor=actor, reason=reason)
    membership.suspended_until = until
    queries.forget_belonging(membership.user)
    tell_about(
        [membership.user_id],
        membership,
        N_("“%(name)s” has suspended your membership: %(reason)s"),
        f"suspended:{clock.today()}",
        reason=reason,
    )
    return membership


@guarded("alliances.warn")
def restore(membership: Membership, *, reason: str, actor: User) -> Membership:
    """The warning or suspension is over."""
    _restored(membership, actor, reason)
    return membership


def _restored(membership: Membership, actor: User | None, reason: str) -> None:
    MEMBERSHIP.move(membership, "restore", actor=actor, reason=reason)
    membership.suspended_until = None
    queries.forget_belonging(membership.user)
    tell_about(
        [membership.user_id],
        membership,
        N_("You have all rights of a member of “%(name)s” again."),
        f"restored:{clock.today()}",
    )


def end_suspensions() -> int:
    """Those whose day has come have their rights again. Not guarded: run by the clock."""
    over = queries.suspensions_over()
    for membership in over:
        _restored(membership, None, "—")
    return len(over)


@guarded("alliances.call_hearing")
def call_hearing(membership: Membership, *, held_on: date, reason: str, actor: User) -> MemberHearing:
    """Tell the member what it is reproached with and when the council hears it, days before."""
    days = int(setting("alliances.hearing_days"))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    if held_on < clock.today() + timedelta(days=days):
        raise Refused(_("The member needs at least %(days)s days to prepare for the hearing.", days=days))
    hold_row(membership)
    if queries.open_hearing(membership) is not None:
        raise Refused(_("A hearing of this member has been called already."))
    hearing = MemberHearing(membership=membership, held_on=held_on, reason=reason.strip(), called_by=actor.id)
    db.session.add(hearing)
    db.session.flush()  # the message names it
    council = queries.officer_ids(membership.alliance_id, COUNCIL)
    tell_about(
        sorted({membership.user_id, *council}),
        membership,
        N_("The council of “%(name)s” hears %(person)s: %(reason)s"),
        f"hearing:{hearing.id}",
        path=f"{path_of(membership.alliance)}/members/{membership.id}",
        reason=reason,
    )
    return hearing


@guarded("alliances.state_own_case")
def state_case(hearing: MemberHearing, *, statement: str, actor: User) -> MemberHearing:
    """What the member says for itself, until the council decides."""
    if hearing.state is not HearingState.CALLED:
        raise Refused(_("The hearing is over."))
    hearing.statement = written(statement)
    return hearing


@guarded("alliances.call_hearing")
def drop_hearing(hearing: MemberHearing, *, reason: str, actor: User) -> MemberHearing:
    """It does not take place; the member stays."""
    HEARING.move(hearing, "drop", actor=actor, reason=reason)
    tell_about(
        [hearing.user_id],
        hearing.membership,
        N_("The hearing in “%(name)s” does not take place: %(reason)s"),
        f"hearing:{hearing.id}:dropped",
        reason=reason,
    )
    return hearing


@guarded("alliances.decide_hearing")
def decide_hearing(
    hearing: MemberHearing,
    *,
    votes_for: int,
    votes_against: int,
    abstained: int,
    reason: str,
    actor: User,
) -> MemberHearing:
    """Write down the council's vote: removed by more than half of the whole council, else the member stays."""
    council = set(queries.officer_ids(hearing.alliance_id, COUNCIL)) - {hearing.user_id}
    if clock.today() < hearing.held_on:
        raise Refused(_("The hearing has not taken place yet."))
    if min(votes_for, votes_against, abstained) < 0 or votes_for + votes_against + abstained > len(council):
        raise Refused(_("The council has %(count)s votes in this matter.", count=len(council)))
    if not votes_for + votes_against + abstained:
        raise Refused(_("Please write down how the council voted."))
    removed = votes_for * 2 > len(council)
    membership = hearing.membership
    HEARING.move(hearing, "decide", actor=actor, reason=reason)
    hearing.votes_for, hearing.votes_against, hearing.abstained = votes_for, votes_against, abstained
    hearing.removed, hearing.decided_by = removed, actor.id
    if removed:
        end(membership, "remove", actor=actor, reason=reason)
    tell_about(
        [membership.user_id],
        membership,
        N_("Your membership of “%(name)s” has been ended: %(reason)s")
        if removed
        else N_("The council of “%(name)s” has heard you; you remain a member: %(reason)s"),
        "removed" if removed else f"hearing:{hearing.id}:kept",
        reason=reason,
    )
    return hearing
