from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import require
from portal.meetings import queries, services
from portal.meetings.forms import (
    CallForm,
    ItemForm,
    NoticeForm,
    OfficersForm,
    PostponeForm,
    ReasonForm,
    TimesForm,
    WordsForm,
    typed,
)
from portal.meetings.models import Meeting
from portal.meetings.owners import body_called, owner_kind
from portal.meetings.services.calling import usual_notice
from portal.meetings.states import MeetingKind, MeetingState
from portal.meetings.views.blueprint import bp, form_answer


@bp.route("/of/<kind>/<ref>/new", methods=["GET", "POST"])
def new(kind: str, ref: str) -> ResponseReturnValue:
    body = body_called(kind, ref, current_user)
    require(current_user, "meetings.call", body)
    owner = owner_kind(kind)
    first = typed(clock.now() + timedelta(days=usual_notice(owner.kinds[0]) + 1))
    starts = first.replace(hour=19, minute=0, second=0, microsecond=0)
    usual = {"kind": str(owner.kinds[0]), "starts_at": starts, "ends_at": starts + timedelta(minutes=90)}
    form = CallForm.of(owner.kinds, **usual)
    if form.sent:
        with form.refusals():
            words = {
                **form.words(),
                **form.times,
                "kind": MeetingKind(form.kind.data),
                "points": form.points,
            }
            if form.send.data:
                meeting = services.call(
                    body, short_notice=form.short_notice.data or "", actor=current_user, **words
                )
                flash(_("The notice has gone out to %(count)s people.", count=told(meeting)), "done")
            else:
                meeting = services.prepare(body, actor=current_user, **words)
                flash(_("The meeting is prepared. Complete the agenda, then send the notice."), "done")
            return redirect(url_for(".show", code=meeting.code))
    notices = [(each, usual_notice(each), owner.least_notice(body.id, each)) for each in owner.kinds]
    return render_template("meetings/new.html", body=body, form=form, notices=notices), form.status


def told(meeting: Meeting) -> int:
    return len(queries.people_of(meeting))


@bp.route("/<code>/edit", methods=["GET", "POST"])
def edit(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.edit", meeting)
    now = {"title": meeting.title.original, "venue": meeting.venue.original, "public": meeting.public}
    now |= {"online_url": meeting.online_url, "purpose": meeting.purpose.source or ""}
    form = WordsForm.received(data=now)
    if form.sent:
        with form.refusals():
            services.edit(meeting, actor=current_user, **form.words())
            flash(_("The changes have been saved."), "done")
            return redirect(url_for(".show", code=code))
    return form_answer(meeting, form, _("Edit the call"), _("Save"))


@bp.route("/<code>/time", methods=["GET", "POST"])
def time(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.edit", meeting)
    form = TimesForm.received(data={"starts_at": typed(meeting.starts_at), "ends_at": typed(meeting.ends_at)})
    if form.sent:
        with form.refusals():
            services.set_time(meeting, actor=current_user, **form.times)
            return redirect(url_for(".show", code=code))
    return form_answer(meeting, form, _("Another time"), _("Save"))


@bp.route("/<code>/notice", methods=["GET", "POST"])
def notice(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.send_notice", meeting)
    form = NoticeForm.received()
    if form.sent:
        with form.refusals():
            services.send_notice(meeting, short_notice=form.short_notice.data or "", actor=current_user)
            flash(_("The notice has gone out to %(count)s people.", count=told(meeting)), "done")
            return redirect(url_for(".show", code=code))
    lead = _(
        "Everybody who is entitled gets it in the inbox and by mail. After that the list of voters is fixed."
    )
    return form_answer(meeting, form, _("Send the notice"), _("Send the notice"), lead=lead)


@bp.route("/<code>/postpone", methods=["GET", "POST"])
def postpone(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.postpone", meeting)
    form = PostponeForm.received(
        data={"starts_at": typed(meeting.starts_at), "ends_at": typed(meeting.ends_at)}
    )
    if form.sent:
        with form.refusals():
            services.postpone(meeting, reason=form.reason.data or "", actor=current_user, **form.times)
            flash(_("The new notice has gone out to %(count)s people.", count=told(meeting)), "done")
            return redirect(url_for(".show", code=code))
    return form_answer(meeting, form, _("Postpone the meeting"), _("Postpone"))


@bp.route("/<code>/cancel", methods=["GET", "POST"])
def cancel(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.cancel", meeting)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.cancel(meeting, reason=form.reason.data or "", actor=current_user)
            flash(_("The meeting has been cancelled, and the people told why."), "done")
            return redirect(url_for(".show", code=code))
    return form_answer(meeting, form, _("Cancel the meeting"), _("Cancel the meeting"), danger=True)


@bp.route("/<code>/officers", methods=["GET", "POST"])
def officers(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.name_officers", meeting)
    owner = owner_kind(meeting.owner_kind)
    held = {*owner.chairs(meeting.owner_id), *owner.secretaries(meeting.owner_id)}
    people = names_of({*held, meeting.chair_id, meeting.secretary_id})
    form = OfficersForm.among(
        [(i, str(name)) for i, name in sorted(people.items())],
        chair=str(meeting.chair_id),
        secretary=str(meeting.secretary_id),
    )
    if form.sent:
        with form.refusals():
            services.name_officers(
                meeting,
                chair_id=int(form.chair.data),
                secretary_id=int(form.secretary.data),
                actor=current_user,
            )
            return redirect(url_for(".show", code=code))
    return form_answer(meeting, form, _("Chair and secretary of this meeting"), _("Save"))


@bp.post("/<code>/open")
def open_meeting(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    services.open_meeting(meeting, actor=current_user)
    flash(_("The meeting is in session."), "done")
    return redirect(url_for(".show", code=code))


@bp.post("/<code>/close")
def close(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    services.close(meeting, actor=current_user)
    flash(_("The meeting is closed. The minutes can be drafted now."), "done")
    return redirect(url_for(".show", code=code))


@bp.route("/<code>/items/new", methods=["GET", "POST"])
def new_item(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.edit", meeting)
    form = ItemForm.received()
    if form.sent:
        with form.refusals():
            services.add_item(meeting, point=form.point(current_user), actor=current_user)
            return redirect(url_for(".show", code=code))
    return form_answer(meeting, form, _("Add an item"), _("Add"))


@bp.route("/<code>/items/<int:item_id>", methods=["GET", "POST"])
def item(code: str, item_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.edit", meeting)
    found = queries.get_item(meeting, item_id)
    form = ItemForm.of(found)
    if form.sent:
        with form.refusals():
            services.change_item(found, point=form.point(current_user), actor=current_user)
            return redirect(url_for(".show", code=code))
    drop = (
        url_for(".drop_item", code=code, item_id=item_id) if meeting.state is not MeetingState.ENDED else None
    )
    return form_answer(meeting, form, _("Edit the item"), _("Save"), drop=drop)


@bp.post("/<code>/items/<int:item_id>/move")
def move_item(code: str, item_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    services.move_item(
        queries.get_item(meeting, item_id), up=request.form.get("up") == "1", actor=current_user
    )
    return redirect(url_for(".show", code=code) + "#agenda")


@bp.post("/<code>/items/<int:item_id>/drop")
def drop_item(code: str, item_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    services.drop_item(queries.get_item(meeting, item_id), actor=current_user)
    return redirect(url_for(".show", code=code))
