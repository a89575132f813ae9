"""One member: its standing, its hearing, its seats, its section."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import person_called
from portal.alliances import queries, services
from portal.alliances.forms import (
    CouncilVoteForm,
    HearingForm,
    PlaceForm,
    ReasonForm,
    SeatForm,
    StatementForm,
    SuspendForm,
)
from portal.alliances.models import MemberHearing, Membership
from portal.alliances.states import ORGANISED, MembershipState
from portal.alliances.views.blueprint import bp
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.forms import Form
from portal.core.i18n import _, _l
from portal.core.permissions import can, require
from portal.core.settings import setting


def asked_member(code: str, membership_id: int) -> Membership:
    """For the member, the officers and the street; to others this page does not exist."""
    alliance = queries.get_alliance(code, current_user)
    membership = queries.get_membership(alliance, membership_id)
    if not can(current_user, "alliances.see_standing", membership):
        raise NotFound(_("This member was not found."))
    return membership


def wanted_hearing(membership: Membership) -> MemberHearing:
    hearing = queries.open_hearing(membership)
    if hearing is None:
        raise NotFound(_("No hearing has been called."))
    return hearing


@dataclass(frozen=True)
class Act:
    """Something done about one member: what is asked, in which states it is offered, and what it calls."""

    title: Any
    permission: str
    form: Callable[[Membership], Any]
    do: Callable[[Membership, Any], Any]
    done: Any
    states: frozenset[MembershipState]
    heard: bool = False  # about the open hearing, not the membership
    lead: Any = None
    danger: bool = False


S = MembershipState
HERE = frozenset({S.ACTIVE, S.WARNED, S.SUSPENDED})


def _place_form(membership: Membership) -> PlaceForm:
    sections = [(s.id, str(s.name)) for s in queries.sections_of(membership.alliance_id)]
    return PlaceForm.among(sections, data={"section": str(membership.section_id or "")})


def _place(membership: Membership, form: PlaceForm) -> None:
    chosen = form.section.data
    section = queries.get_section(membership.alliance, int(chosen)) if chosen else None
    services.place_in(membership, section=section, actor=current_user)


def _seat_form(_membership: Membership) -> SeatForm:
    today = clock.today()
    return SeatForm.received(data={"starts_on": today, "ends_on": today + timedelta(days=365)})


def _give_seat(membership: Membership, form: SeatForm) -> None:
    services.give_seat(
        membership,
        user=person_called(form.username.data or ""),
        title=form.title.data or "",
        may_sign=bool(form.may_sign.data),
        may_vote=bool(form.may_vote.data),
        starts_on=form.starts_on.data or clock.today(),
        ends_on=form.ends_on.data or clock.today(),
        actor=current_user,
    )


def _hearing_form(_membership: Membership) -> HearingForm:
    days = int(setting("alliances.hearing_days"))
    return HearingForm.received(data={"held_on": clock.today() + timedelta(days=days)})


def _statement_form(membership: Membership) -> StatementForm:
    return StatementForm.received(data={"statement": wanted_hearing(membership).statement.source})


def _decide(membership: Membership, form: CouncilVoteForm) -> None:
    services.decide_hearing(
        wanted_hearing(membership),
        votes_for=form.votes_for.data or 0,
        votes_against=form.votes_against.data or 0,
        abstained=form.abstained.data or 0,
        reason=form.reason.data or "",
        actor=current_user,
    )


def plain(form: type[Form]) -> Callable[[Membership], Any]:
    return lambda _membership: form.received()


ACTS: dict[str, Act] = {
    "warn": Act(
        _l("Warn the member"),
        "alliances.warn",
        plain(ReasonForm),
        lambda m, f: services.warn(m, reason=f.reason.data, actor=current_user),
        _l("The member has been warned and told why."),
        frozenset({S.ACTIVE}),
        lead=_l("The person is told your reason, word for word."),
    ),
    "suspend": Act(
        _l("Suspend the member"),
        "alliances.warn",
        plain(SuspendForm),
        lambda m, f: services.suspend(m, until=f.until.data, reason=f.reason.data, actor=current_user),
        _l("The member has been suspended and told why."),
        frozenset({S.WARNED}),
        lead=_l("While suspended, a member does not vote and does not sign. Everything stays readable."),
        danger=True,
    ),
    "restore": Act(
        _l("Restore all rights"),
        "alliances.warn",
        plain(ReasonForm),
        lambda m, f: services.restore(m, reason=f.reason.data, actor=current_user),
        _l("The member has all rights again."),
        frozenset({S.WARNED, S.SUSPENDED}),
    ),
    "hearing": Act(
        _l("Call a hearing about removing the member"),
        "alliances.call_hearing",
        _hearing_form,
        lambda m, f: services.call_hearing(
            m, held_on=f.held_on.data, reason=f.reason.data, actor=current_user
        ),
        _l("The hearing has been called; the member and the council have been told."),
        HERE,
        lead=_l("Nobody is removed unheard: the member prepares, the council hears and votes."),
    ),
    "statement": Act(
        _l("State your case"),
        "alliances.state_own_case",
        _statement_form,
        lambda m, f: services.state_case(wanted_hearing(m), statement=f.statement.data, actor=current_user),
        _l("Your words are there for the council."),
        HERE,
        heard=True,
    ),
    "decide": Act(
        _l("Write down what the council decided"),
        "alliances.decide_hearing",
        plain(CouncilVoteForm),
        _decide,
        _l("The decision has been written down, and the member told."),
        HERE,
        heard=True,
        lead=_l(
            "A member is removed by more than half of the whole council. The one who called the hearing does not write down the vote."
        ),
        danger=True,
    ),
    "drop": Act(
        _l("Drop the hearing"),
        "alliances.call_hearing",
        plain(ReasonForm),
        lambda m, f: services.drop_hearing(wanted_hearing(m), reason=f.reason.data, actor=current_user),
        _l("The hearing has been dropped, and the member told."),
        HERE,
        heard=True,
    ),
    "seat": Act(
        _l("Let somebody act for the member"),
        "alliances.give_seat",
        _seat_form,
        _give_seat,
        _l("The seat has been given, and the person told."),
        HERE,
        lead=_l("Nobody shares an account: each person who acts for the member has a seat for a term."),
    ),
    "section": Act(
        _l("Put the member in a section"),
        "alliances.place",
        _place_form,
        _place,
        _l("Saved."),
        HERE,
    ),
}


def offered(membership: Membership) -> list[tuple[str, Act]]:
    """What the reader may do about this member now."""
    hearing = queries.open_hearing(membership)
    found = []
    for name, act in ACTS.items():
        if membership.state not in act.states or (act.heard and hearing is None):
            continue
        if name == "hearing" and hearing is not None:
            continue
        if name == "seat" and membership.kind not in ORGANISED:
            continue
        if can(current_user, act.permission, hearing if act.heard else membership):
            found.append((name, act))
    return found


@bp.get("/<code>/members/<int:membership_id>")
def member(code: str, membership_id: int) -> ResponseReturnValue:
    membership = asked_member(code, membership_id)
    today = clock.today()
    return render_template(
        "alliances/member.html",
        membership=membership,
        acts=offered(membership),
        seats=[
            (s, s.ended_at is None and s.ends_on >= today, can(current_user, "alliances.end_seat", s))
            for s in queries.all_seats(membership)
        ],
        hearings=queries.hearings(membership),
        history=queries.standing_history(membership),
    )


@bp.route("/<code>/members/<int:membership_id>/do/<name>", methods=["GET", "POST"])
def act(code: str, membership_id: int, name: str) -> ResponseReturnValue:
    membership = asked_member(code, membership_id)
    if name not in ACTS:
        raise NotFound(_("This page was not found."))
    chosen = ACTS[name]
    require(current_user, chosen.permission, wanted_hearing(membership) if chosen.heard else membership)
    form = chosen.form(membership)
    if form.sent:
        with form.refusals():
            chosen.do(membership, form)
            flash(str(chosen.done), "done")
            return redirect(url_for(".member", code=code, membership_id=membership_id))
    return render_template("alliances/act.html", membership=membership, act=chosen, form=form), form.status


@bp.route("/<code>/members/<int:membership_id>/seats/<int:seat_id>/end", methods=["GET", "POST"])
def end_seat(code: str, membership_id: int, seat_id: int) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    membership = queries.get_membership(alliance, membership_id)
    seat = queries.get_seat(membership, seat_id)
    require(current_user, "alliances.end_seat", seat)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.end_seat(seat, reason=form.reason.data or "", actor=current_user)
            flash(_("The seat has ended."), "done")
            return redirect(url_for(".members", code=code))
    return render_template(
        "alliances/end_seat.html", membership=membership, seat=seat, form=form
    ), form.status
