"""Objecting to a notice, and answering."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.errors import Gone, NotFound
from portal.core.i18n import _
from portal.notices import queries, services
from portal.notices.forms import AnswerForm
from portal.notices.kinds import notice_kinds
from portal.notices.views import bp
from portal.notices.views.objecting import Objectable, objection_page


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

    def make(**given: Any) -> date:
        return services.make_objection(notice, **given).due_on

    back = url_for(".show", code=code)
    return objection_page(
        Objectable(
            heading=_("Object to this notice"),
            title=notice.title,
            lead=_(
                "Somebody else than the one who issued it answers, with reasons. Your words and how to reach you are read by those who answer only."
            ),
            trail=((_("Register of notices"), url_for(".index")), (notice.number, back)),
            back=back,
            make=make,
        )
    )


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
