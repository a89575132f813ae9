from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.ballots.rules import Choice
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.permissions import require
from portal.meetings import queries, services
from portal.meetings.forms import HandForm, HandsForm, ResolutionForm
from portal.meetings.models import Meeting, Resolution
from portal.meetings.views.blueprint import bp, form_answer


def asked(code: str, number: int) -> tuple[Meeting, Resolution]:
    meeting = queries.get_meeting(code, current_user)
    return meeting, queries.get_resolution(meeting, number)


@bp.route("/<code>/resolutions/new", methods=["GET", "POST"])
def propose(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.propose", meeting)
    form = ResolutionForm.under(queries.agenda_of(meeting), item=request.args.get("item", ""))
    if form.sent:
        with form.refusals():
            services.propose(
                meeting,
                text=form.text.data or "",
                item=queries.get_item(meeting, int(form.item.data)) if form.item.data else None,
                secret=bool(form.secret.data),
                actor=current_user,
            )
            return redirect(url_for(".live", code=code))
    return form_answer(meeting, form, _("A resolution"), _("Put forward"))


@bp.route("/<code>/resolutions/<int:number>/edit", methods=["GET", "POST"])
def reword(code: str, number: int) -> ResponseReturnValue:
    meeting, resolution = asked(code, number)
    require(current_user, "meetings.propose", resolution)
    now = {"text": resolution.text.original, "secret": resolution.secret}
    form = ResolutionForm.under((), **now)
    del form.item
    if form.sent:
        with form.refusals():
            services.reword(
                resolution, text=form.text.data or "", secret=bool(form.secret.data), actor=current_user
            )
            return redirect(url_for(".live", code=code))
    drop = url_for(".drop", code=code, number=number)
    return form_answer(meeting, form, _("Another wording"), _("Save"), drop=drop)


@bp.post("/<code>/resolutions/<int:number>/drop")
def drop(code: str, number: int) -> ResponseReturnValue:
    services.drop(asked(code, number)[1], actor=current_user)
    return redirect(url_for(".live", code=code))


@bp.post("/<code>/resolutions/<int:number>/open")
def open_vote(code: str, number: int) -> ResponseReturnValue:
    services.open_vote(asked(code, number)[1], actor=current_user)
    flash(_("The vote is open."), "done")
    return redirect(url_for(".live", code=code))


@bp.post("/<code>/resolutions/<int:number>/count")
def count(code: str, number: int) -> ResponseReturnValue:
    resolution = services.count(asked(code, number)[1], actor=current_user)
    flash(_("Adopted.") if resolution.passed else _("Not adopted."), "done")
    return redirect(url_for(".live", code=code))


@bp.route("/<code>/resolutions/<int:number>/vote", methods=["GET", "POST"])
def vote(code: str, number: int) -> ResponseReturnValue:
    """The reader's own hand, or with ?seat= that of somebody who has made them proxy."""
    meeting, resolution = asked(code, number)
    require(current_user, "meetings.vote", resolution)
    seat_id = request.args.get("seat", "")
    seat = queries.get_seat(meeting, int(seat_id)) if seat_id.isascii() and seat_id.isdigit() else None
    form = HandForm.received()
    if form.sent:
        with form.refusals():
            services.vote(
                resolution,
                choice=Choice(form.choice.data),
                dissent=form.dissent.data or "",
                seat=seat,
                actor=current_user,
            )
            flash(_("Your hand is counted. You can change it until the count."), "done")
            return redirect(url_for(".live", code=code))
    page = render_template("meetings/vote.html", meeting=meeting, resolution=resolution, form=form, seat=seat)
    return page, form.status


@bp.route("/<code>/resolutions/<int:number>/hands", methods=["GET", "POST"])
def hands(code: str, number: int) -> ResponseReturnValue:
    meeting, resolution = asked(code, number)
    require(current_user, "meetings.hold_vote", resolution)
    may = queries.represented(meeting)
    seats = [seat for seat in queries.voting_seats(meeting) if seat.id in may]
    now = {hand.seat_id: hand.choice for hand in queries.hands_of(meeting).get(resolution.id, [])}
    form = HandsForm.of(seats, now)
    if form.sent:
        with form.refusals():
            if resolution.secret:
                raise Refused(_("This vote is secret: please use the ballot."))
            services.record_hands(resolution, hands=form.hands, actor=current_user)
            flash(_("The hands have been written down."), "done")
            return redirect(url_for(".live", code=code))
    return form_answer(
        meeting,
        form,
        _("Hands raised in the room"),
        _("Write down"),
        lead=resolution.text,
        back=url_for(".live", code=code),
    )
