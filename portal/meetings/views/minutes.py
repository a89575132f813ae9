from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.i18n import _
from portal.core.permissions import require
from portal.meetings import papers, queries, services
from portal.meetings.forms import MinutesForm, PublishForm, ReasonForm
from portal.meetings.states import Audience
from portal.meetings.views.blueprint import bp, form_answer
from portal.papers.queries import paper_view


@bp.post("/<code>/minutes")
def draft(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    minutes = services.draft_minutes(meeting, actor=current_user)
    flash(_("The minutes have been drafted from agenda, attendance, resolutions and tasks."), "done")
    return redirect(url_for(".minutes", code=code, number=minutes.number))


@bp.get("/<code>/minutes/<int:number>")
def minutes(code: str, number: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    found = queries.get_minutes(meeting, number, current_user)
    full = queries.is_inside(current_user, meeting)
    names = [] if full else queries.covered_names(meeting)
    parts = [(p.heading, p.text) for p in queries.parts_of(found)]
    if not full:
        parts = [(queries.for_the_public(h, names), queries.for_the_public(t, names)) for h, t in parts]
    return render_template(
        "meetings/minutes.html",
        meeting=meeting,
        minutes=found,
        versions=queries.readable(meeting, current_user),
        parts=parts,
        full=full,
        names=queries.signers_of(found),
        confirm_by=queries.confirm_by(meeting) if found.number == 1 and meeting.ended_at else None,
        pdfs=papers.named_files(papers.KIND, found.id) if full else [],
        issued=paper_view(papers.KIND, found.id, found.text_hash) if found.text_hash else None,
    )


@bp.get("/<code>/minutes/<int:number>/print")
def minutes_sheet(code: str, number: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    found = queries.get_minutes(meeting, number, current_user)
    return papers.page(found, masked=not queries.is_inside(current_user, meeting))


@bp.route("/<code>/minutes/<int:number>/edit", methods=["GET", "POST"])
def edit_minutes(code: str, number: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.write_minutes", meeting)
    found = queries.get_minutes(meeting, number, current_user)
    parts = queries.parts_of(found)
    form = MinutesForm.of(parts)
    if form.sent:
        with form.refusals():
            services.edit_minutes(found, texts=form.texts(parts), actor=current_user)
            flash(_("The changes have been saved."), "done")
            return redirect(url_for(".minutes", code=code, number=number))
    page = render_template(
        "meetings/edit_minutes.html", meeting=meeting, minutes=found, form=form, parts=parts
    )
    return page, form.status


@bp.post("/<code>/minutes/<int:number>/confirm")
def confirm_minutes(code: str, number: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    found = services.confirm_minutes(queries.get_minutes(meeting, number, current_user), actor=current_user)
    final = found.confirmed_at is not None
    flash(
        _("Both officers have confirmed the minutes.")
        if final
        else _("You have confirmed; the other officer has been asked."),
        "done",
    )
    return redirect(url_for(".minutes", code=code, number=number))


@bp.route("/<code>/minutes/<int:number>/publish", methods=["GET", "POST"])
def publish_minutes(code: str, number: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.publish_minutes", meeting)
    found = queries.get_minutes(meeting, number, current_user)
    form = PublishForm.received()
    if form.sent:
        with form.refusals():
            services.publish_minutes(found, audience=Audience(form.audience.data), actor=current_user)
            flash(_("The minutes are published, and everybody on the list has been told."), "done")
            return redirect(url_for(".minutes", code=code, number=number))
    return form_answer(meeting, form, _("Publish the minutes"), _("Publish the minutes"))


@bp.route("/<code>/minutes/correct", methods=["GET", "POST"])
def correct_minutes(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.write_minutes", meeting)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            found = services.correct_minutes(meeting, reason=form.reason.data or "", actor=current_user)
            return redirect(url_for(".edit_minutes", code=code, number=found.number))
    lead = _(
        "What was confirmed stays as it was. The correction is a new version that both officers confirm again."
    )
    return form_answer(meeting, form, _("Correct the minutes"), _("Begin a new version"), lead=lead)
