from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import get_person, holders, names_of
from portal.alliances import queries, services
from portal.alliances.forms import AppointForm, ElectForm, HandoverForm, NameOfficerForm, ReasonForm
from portal.alliances.models import Alliance, OfficeHandover
from portal.alliances.queries import OFFICIALS
from portal.alliances.rules import last_day_of_term
from portal.alliances.views.blueprint import bp
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.core.settings import setting


def named(ids: list[int]) -> list[tuple[int, str]]:
    return sorted(((i, str(name)) for i, name in names_of(ids).items()), key=lambda pair: pair[1])


@bp.get("/<code>/offices")
def offices(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    today, terms = clock.today(), queries.terms(alliance)
    current = [t for t in terms if t.ended_at is None and t.ends_on >= today]
    return render_template(
        "alliances/offices.html",
        alliance=alliance,
        today=today,
        current=[(t, can(current_user, "alliances.end_office", t)) for t in current],
        past=[t for t in terms if t not in current],
        elections=queries.elections(alliance),
        handovers=queries.handovers(alliance),
        may_hand_over={t.id for t in terms if can(current_user, "alliances.hand_over", t)},
        incompatible=queries.incompatible(alliance),
        caretakers=queries.caretakers(alliance),
    )


@bp.route("/<code>/offices/appoint", methods=["GET", "POST"])
def appoint(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    require(current_user, "alliances.appoint", alliance)
    sections = [(s.id, str(s.name)) for s in queries.sections_of(alliance.id)]
    form = AppointForm.among(named(candidates(alliance)), sections, data=usual_term())
    if form.sent:
        with form.refusals():
            services.appoint(
                alliance,
                user=get_person(int(form.person.data)),
                office=form.chosen,
                section=queries.get_section(alliance, int(form.section.data)) if form.section.data else None,
                despite=form.despite.data or "",
                kin=form.declared,
                starts_on=form.starts_on.data or clock.today(),
                ends_on=form.ends_on.data or clock.today(),
                actor=current_user,
            )
            flash(_("The office has been given."), "done")
            return redirect(url_for(".offices", code=code))
    return render_template("alliances/appoint.html", alliance=alliance, form=form), form.status


def candidates(alliance: Alliance) -> list[int]:
    """Members, and officials of the place, who may become liaisons."""
    return [*queries.member_ids(alliance.id), *holders(OFFICIALS, alliance.place)]


def usual_term() -> dict[str, object]:
    today = clock.today()
    return {
        "starts_on": today,
        "ends_on": last_day_of_term(today, int(setting("alliances.term_months"))),
    }


@bp.route("/<code>/offices/elect", methods=["GET", "POST"])
def elect(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    require(current_user, "alliances.call_election", alliance)
    usual = {"days": setting("alliances.election_days"), "months": setting("alliances.term_months")}
    form = ElectForm.among(named(queries.voter_ids(alliance.id)), data=usual)
    if form.sent:
        with form.refusals():
            now = clock.now()
            election = services.call_election(
                alliance,
                office=form.chosen,
                candidates=[int(i) for i in form.candidates.data or ()],
                opens_at=now,
                closes_at=now + timedelta(days=form.days.data or 1),
                months=form.months.data or 1,
                kin=form.declared,
                despite=form.despite.data or "",
                actor=current_user,
            )
            flash(_("The election is open, and the members have been told."), "done")
            return redirect(url_for("ballots.show", code=election.ballot.code))
    return render_template("alliances/elect.html", alliance=alliance, form=form), form.status


@bp.route("/<code>/offices/<int:term_id>/end", methods=["GET", "POST"])
def end_office(code: str, term_id: int) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    term = queries.get_term(alliance, term_id)
    require(current_user, "alliances.end_office", term)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.end_office(term, reason=form.reason.data or "", actor=current_user)
            flash(_("The office has ended."), "done")
            return redirect(url_for(".offices", code=code))
    return render_template("alliances/end_office.html", alliance=alliance, term=term, form=form), form.status


@bp.route("/<code>/offices/name", methods=["GET", "POST"])
def name_officer(code: str) -> ResponseReturnValue:
    """The officers name a section's leader, or who acts in a vacant office."""
    alliance = queries.get_alliance(code, current_user)
    require(current_user, "alliances.name_officer", alliance)
    sections = [(s.id, str(s.name)) for s in queries.sections_of(alliance.id)]
    usual = {"ends_on": clock.today() + timedelta(days=int(setting("alliances.acting_days")))}
    form = NameOfficerForm.among(named(queries.voter_ids(alliance.id)), sections, data=usual)
    if form.sent:
        with form.refusals():
            services.name_officer(
                alliance,
                user=get_person(int(form.person.data)),
                office=form.chosen,
                ends_on=form.ends_on.data or clock.today(),
                section=queries.get_section(alliance, int(form.section.data)) if form.section.data else None,
                despite=form.despite.data or "",
                kin=form.declared,
                actor=current_user,
            )
            flash(_("The office has been given."), "done")
            return redirect(url_for(".offices", code=code))
    return render_template("alliances/name_officer.html", alliance=alliance, form=form), form.status


@bp.route("/<code>/offices/<int:term_id>/handover", methods=["GET", "POST"])
def start_handover(code: str, term_id: int) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    term = queries.get_term(alliance, term_id)
    require(current_user, "alliances.hand_over", term)
    others = [pair for pair in named(queries.member_ids(alliance.id)) if pair[0] != term.user_id]
    form = HandoverForm.among(others)
    if form.sent:
        with form.refusals():
            handover = services.start_handover(
                term,
                successor=get_person(int(form.successor.data)),
                more=form.more.data or "",
                actor=current_user,
            )
            flash(_("The list has been written, and the other side told."), "done")
            return redirect(url_for(".handover", code=code, handover_id=handover.id))
    return render_template(
        "alliances/start_handover.html", alliance=alliance, term=term, form=form
    ), form.status


def asked_handover(code: str, handover_id: int) -> OfficeHandover:
    """For both sides, the officers and the street; to others it does not exist."""
    handover = queries.get_handover(queries.get_alliance(code, current_user), handover_id)
    if not can(current_user, "alliances.see_handover", handover):
        raise NotFound(_("This hand-over was not found."))
    return handover


@bp.get("/<code>/handovers/<int:handover_id>")
def handover(code: str, handover_id: int) -> ResponseReturnValue:
    found = asked_handover(code, handover_id)
    return render_template(
        "alliances/handover.html",
        handover=found,
        alliance=found.term.alliance,
        items=queries.items_of(found),
        gives=can(current_user, "alliances.give_item", found),
        takes=can(current_user, "alliances.take_item", found),
    )


@bp.post("/<code>/handovers/<int:handover_id>/<int:item_id>/give")
def give_item(code: str, handover_id: int, item_id: int) -> ResponseReturnValue:
    item = queries.get_item(asked_handover(code, handover_id), item_id)
    services.give_item(item, actor=current_user)
    return redirect(url_for(".handover", code=code, handover_id=handover_id))


@bp.post("/<code>/handovers/<int:handover_id>/<int:item_id>/take")
def take_item(code: str, handover_id: int, item_id: int) -> ResponseReturnValue:
    item = queries.get_item(asked_handover(code, handover_id), item_id)
    services.take_item(item, actor=current_user)
    return redirect(url_for(".handover", code=code, handover_id=handover_id))
