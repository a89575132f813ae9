"""One statement at a time, three large buttons; a sentence of one's own."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.i18n import _
from portal.core.looking import looking
from portal.core.permissions import require
from portal.statements import queries
from portal.statements.forms import StatementForm
from portal.statements.services import moderating, voting
from portal.statements.states import CHOICES
from portal.statements.views import bp


@bp.get("/<code>/next")
def ask(code: str) -> ResponseReturnValue:
    opinion_map = queries.get_map(code, current_user)
    asking = queries.asking(opinion_map, current_user)
    return render_template("statements/ask.html", map=opinion_map, subject=opinion_map.subject, asking=asking)


@bp.post("/<code>/votes")
def vote(code: str) -> ResponseReturnValue:
    opinion_map = queries.get_map(code, current_user)
    number, choice = request.form.get("statement", ""), request.form.get("choice", "")
    if choice not in CHOICES or not number.isdecimal() or len(number) > 6:
        abort(400)
    statement = queries.get_statement(opinion_map, int(number))
    voting.vote(opinion_map, statement=statement, choice=CHOICES[choice], actor=current_user)
    return redirect(url_for(".ask", code=code))


@bp.post("/<code>/undo")
def take_back(code: str) -> ResponseReturnValue:
    opinion_map = queries.get_map(code, current_user)
    statement = voting.take_back(opinion_map, actor=current_user)
    flash(_("Taken back: No. %(number)s is open again.", number=statement.number), "done")
    return redirect(url_for(".ask", code=code))


@bp.route("/<code>/add", methods=["GET", "POST"])
def propose(code: str) -> ResponseReturnValue:
    """A statement of one's own. Those that say nearly the same are shown first, in either script."""
    opinion_map = queries.get_map(code, current_user)
    require(current_user, "statements.propose", opinion_map)
    form = StatementForm.received()
    alike = queries.alike(opinion_map, form.text.data or "", current_user) if form.sent else []
    if form.sent and {one.number for one in alike} <= form.seen():
        with form.refusals():
            moderating.propose(opinion_map, text=form.text.data or "", actor=current_user)
            flash(
                _("Thank you. Your statement is put to everybody once an organiser has looked at it."), "done"
            )
            return redirect(url_for(".ask", code=code))
    return render_template("statements/propose.html", map=opinion_map, form=form, alike=alike), form.status


@bp.post("/<code>/add/similar")
@looking
def similar(code: str) -> ResponseReturnValue:
    """Statements that say nearly the same, while somebody types."""
    opinion_map = queries.get_map(code, current_user)
    require(current_user, "statements.propose", opinion_map)
    alike = queries.alike(opinion_map, request.form.get("text", "")[: moderating.LONGEST], current_user)
    return render_template("statements/_near.html", alike=alike)
