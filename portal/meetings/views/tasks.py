from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.meetings import queries, services
from portal.meetings.forms import SettleForm, TaskForm
from portal.meetings.views.blueprint import bp, form_answer


@bp.route("/<code>/tasks/new", methods=["GET", "POST"])
def new_task(code: str) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    require(current_user, "meetings.give_task", meeting)
    form = TaskForm.among(queries.seats_of(meeting), queries.agenda_of(meeting))
    if form.sent:
        with form.refusals():
            services.give_task(
                meeting,
                text=form.text.data or "",
                user_id=int(form.person.data),
                due_on=form.due_on.data or clock.today(),
                item=queries.get_item(meeting, int(form.item.data)) if form.item.data else None,
                actor=current_user,
            )
            flash(_("The task has been given, and the person told."), "done")
            return redirect(url_for(".show", code=code) + "#tasks")
    return form_answer(meeting, form, _("A task"), _("Give the task"))


@bp.route("/<code>/tasks/<int:task_id>", methods=["GET", "POST"])
def task(code: str, task_id: int) -> ResponseReturnValue:
    meeting = queries.get_meeting(code, current_user)
    queries.must_be_inside(current_user, meeting)
    found = queries.get_task(meeting, task_id)
    if request.method == "POST":
        require(current_user, "meetings.settle_task", found)
    form = SettleForm.received()
    if form.sent:
        with form.refusals():
            services.settle_task(
                found, done=form.done.data == "done", note=form.note.data or "", actor=current_user
            )
            flash(_("Settled. Thank you."), "done")
            return redirect(url_for(".task", code=code, task_id=task_id))
    page = render_template(
        "meetings/task.html",
        meeting=meeting,
        task=found,
        form=form,
        may=can(current_user, "meetings.settle_task", found),
    )
    return page, form.status
