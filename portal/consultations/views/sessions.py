"""Sessions and hearings of a consultation: sides, applications, the public list of who sits for whom."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.consultations.forms.sessions import ApplyForm, DrawForm, InviteForm, SidesForm, offer
from portal.consultations.models import Attendee
from portal.consultations.queries import matters, sessions
from portal.consultations.services import seats
from portal.consultations.states import SEAT_ROLES, SEAT_STATES, SELECTIONS, SeatRole, SeatState, Selection
from portal.consultations.views import bp
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.masking import mask_name
from portal.core.permissions import can, require
from portal.core.settings import setting
from portal.meetings.owners import owner_kind

WORDS = {"seat_roles": SEAT_ROLES, "seat_states": SEAT_STATES, "selections": SELECTIONS}


def shown_seat(one: Attendee) -> Bitext | str:
    """Citizens as the city's policy shows authors; whoever presents or advises with the whole name."""
    name = one.user.name if one.user is not None else one.name
    if one.role == "representative" and setting("consultations.names") == "masked":
        return mask_name(str(name))
    return name


@bp.get("/<code>/sessions")
def all_sessions(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    if not consultation.rule.sessions:
        abort(404)
    people = sessions.people_of(consultation)
    sides = sessions.side_views(consultation, people)
    organiser = current_user.is_authenticated and can(current_user, "consultations.seat", consultation)
    return render_template(
        "consultations/sessions.html",
        consultation=consultation,
        sides=sides,
        others=[one for one in people if one.side_id is None and one.role is not SeatRole.PANEL],
        sessions=sessions.session_views(consultation, sides, current_user),
        mine=next((one for one in people if one.user_id == getattr(current_user, "id", 0)), None),
        organiser=organiser,
        calls=owner_kind("consultation").may_call(current_user, consultation.id),
        name_of=shown_seat,
        **WORDS,
    )


def back(code: str) -> ResponseReturnValue:
    return redirect(url_for(".all_sessions", code=code))


@bp.route("/<code>/sessions/sides", methods=["GET", "POST"])
def set_sides(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.seat", consultation)
    form = SidesForm.of(list(seats.sides_of(consultation)))
    if form.sent:
        with form.refusals():
            seats.set_sides(consultation, sides=form.stakes(), actor=current_user)
            flash(_("The sides and their seats stand on the page."), "done")
            return back(code)
    return render_template("consultations/sides.html", consultation=consultation, form=form), form.status


@bp.route("/<code>/sessions/apply", methods=["GET", "POST"])
def apply(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.apply", consultation)
    form = ApplyForm.received()
    offer(form.side, [one for one in seats.sides_of(consultation) if one.selection is not Selection.INVITED])
    if form.sent:
        with form.refusals():
            side = sessions.get_side(consultation, int(form.side.data))
            seats.apply(consultation, side=side, note=form.note.data or "", actor=current_user)
            flash(_("You have applied. You will be told whether there is a seat for you."), "done")
            return back(code)
    return render_template("consultations/apply.html", consultation=consultation, form=form), form.status


@bp.post("/<code>/sessions/leave")
def leave(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    mine = sessions.mine(consultation, current_user)
    if mine is None:
        abort(404)
    seats.leave(mine, actor=current_user)
    flash(_("Your application is taken back."), "done")
    return back(code)


@bp.route("/<code>/sessions/invite", methods=["GET", "POST"])
def invite(code: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    require(current_user, "consultations.seat", consultation)
    form = InviteForm.received()
    offer(form.side, list(seats.sides_of(consultation)), _("No side"))
    if form.sent:
        with form.refusals():
            seats.invite(
                consultation,
                name=form.name.data or "",
                role=form.as_what,
                side=sessions.get_side(consultation, int(form.side.data)) if form.side.data else None,
                note=form.note.data or "",
                actor=current_user,
            )
            flash(_("The person stands on the list."), "done")
            return back(code)
    return render_template("consultations/invite.html", consultation=consultation, form=form), form.status


@bp.post("/<code>/sessions/people/<int:attendee_id>/<any(yes, no):how>")
def choose_seat(code: str, attendee_id: int, how: str) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    one = sessions.get_attendee(consultation, attendee_id)
    seats.choose(one, chosen=how == "yes", actor=current_user)
    flash(SEAT_STATES[SeatState.CHOSEN if how == "yes" else SeatState.NOT_CHOSEN], "done")
    return back(code)


@bp.route("/<code>/sessions/sides/<int:position>/draw", methods=["GET", "POST"])
def draw(code: str, position: int) -> ResponseReturnValue:
    consultation = matters.get_consultation(code, current_user)
    side = sessions.get_side(consultation, position)
    require(current_user, "consultations.draw_seats", side)
    form = DrawForm.received()
    if form.sent:
        with form.refusals():
            seats.draw(side, seed=form.seed.data or "", actor=current_user)
            flash(_("The seats are drawn; the seed stands beside the list."), "done")
            return back(code)
    return render_template(
        "consultations/draw.html", consultation=consultation, side=side, form=form
    ), form.status
