"""Objecting to a notice, and answering."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import limits
from portal.core.errors import Gone, NotFound
from portal.core.i18n import _
from portal.core.language import dates
from portal.core.limits import Limit
from portal.notices import queries, services
from portal.notices.forms import AnswerForm, ObjectionForm
from portal.notices.kinds import notice_kinds
from portal.notices.views import bp
from portal.notices.views.register import kept_out

OBJECTIONS = Limit(most=5, seconds=3600)


@bp.route("/<code>/object", methods=["GET", "POST"])
def make_objection(code: str) -> ResponseReturnValue:
    """Also without an account. A notice whose feature has its own form sends there."""
    notice = queries.get_notice(code, current_user)
    own = notice_kinds()[notice.kind].objection
    if own is not None:
        address = own(notice)
        if address is None:
            raise NotFound(_("This notice was not found."))
        return redirect(request.script_root + address)
    if not notice.is_running:
        raise Gone(_("You can no longer object to this notice: its time is over."))
    form = ObjectionForm.received()
    if form.sent:
        with form.refusals():
            key = f"objection:{current_user.id if current_user.is_authenticated else request.remote_addr}"
            limits.check(key, OBJECTIONS)
            limits.count(key)
            made = services.make_objection(
                notice, text=form.text.data or "", contact=form.contact.data or "", actor=current_user
            )
            flash(
                _(
                    "Your objection has been received. The answer comes by %(day)s.",
                    day=dates.date(made.due_on),
                ),
                "done",
            )
            return redirect(url_for(".show", code=code))
    return kept_out(render_template("notices/object.html", notice=notice, form=form)), form.status


@bp.get("/objections")
def objections() -> ResponseReturnValue:
    """What waits for those who answer."""
    waiting = queries.waiting(current_user)
    if not waiting and not queries.answers_somewhere(current_user):
        raise NotFound(_("This page was not found."))
    return render_template("notices/objections.html", waiting=waiting)


@bp.route("/objections/<int:number>", methods=["GET", "POST"])
def answer(number: int) -> ResponseReturnValue:
    objection = queries.get_objection(number, current_user)
    form = AnswerForm.received()
    if form.sent:
        with form.refusals():
            services.answer_objection(objection, answer=form.answer.data or "", actor=current_user)
            flash(_("The objection is answered."), "done")
            return redirect(url_for(".objections"))
    return render_template("notices/answer.html", objection=objection, form=form), form.status
