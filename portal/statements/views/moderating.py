"""Beginning a map; deciding on what people propose."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.i18n import _
from portal.core.permissions import require
from portal.statements import queries
from portal.statements.forms import MapForm, ReasonForm
from portal.statements.owners import subject_called
from portal.statements.services import moderating as services
from portal.statements.views import bp


@bp.route("/new/<kind>/<ref>", methods=["GET", "POST"])
def begin(kind: str, ref: str) -> ResponseReturnValue:
    subject = subject_called(kind, ref, current_user)
    require(current_user, "statements.open_map", subject)
    form = MapForm.received()
    if form.sent:
        with form.refusals():
            opinion_map = services.open_map(
                subject, statements=form.lines(), sensitive=form.sensitive.data, actor=current_user
            )
            flash(_("The opinion map has begun."), "done")
            return redirect(url_for(".show", code=opinion_map.code))
    return render_template("statements/begin.html", subject=subject, form=form), form.status


@bp.post("/<code>/statements/<int:number>/accept")
def accept(code: str, number: int) -> ResponseReturnValue:
    opinion_map = queries.get_map(code, current_user)
    services.accept(queries.get_statement(opinion_map, number), actor=current_user)
    flash(_("No. %(number)s is put to everybody now.", number=number), "done")
    return redirect(url_for(".statements", code=code))


@bp.route("/<code>/statements/<int:number>/reject", methods=["GET", "POST"])
def reject(code: str, number: int) -> ResponseReturnValue:
    opinion_map = queries.get_map(code, current_user)
    statement = queries.get_statement(opinion_map, number)
    require(current_user, "statements.moderate", statement)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.reject(statement, reason=form.reason.data or "", actor=current_user)
            flash(_("No. %(number)s is not taken up; its author is told why.", number=number), "done")
            return redirect(url_for(".statements", code=code))
    return render_template(
        "statements/reject.html", map=opinion_map, statement=statement, form=form
    ), form.status
