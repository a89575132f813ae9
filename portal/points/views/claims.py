"""Good deeds that people write down themselves."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.core.paging import newest_first
from portal.core.permissions import require
from portal.points.forms.claims import ClaimForm
from portal.points.models import Determination
from portal.points.queries import rulebook
from portal.points.services import determining
from portal.points.views import bp
from portal.points.views.awards import rule_line
from portal.points.views.evidence import add_photos


@bp.get("/claims")
def claims() -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    page = newest_first(rulebook.claims_of(current_user.id), Determination.id)
    return render_template("points/claims.html", page=page)


@bp.route("/claims/new", methods=["GET", "POST"])
def claim() -> ResponseReturnValue:
    require(current_user, "points.claim", current_user)
    today = clock.today()
    rules = rulebook.claimable(today)
    form = ClaimForm.of([(v.rule.code, rule_line(v)) for v in rules], today)
    if form.sent:
        with form.refusals():
            rule = rulebook.get_rule(form.data["rule"])
            asked = determining.claim(rule, deed=form.deed(), actor=current_user)
            add_photos(asked, form)
            flash(_("Thank you. Somebody of your community will look at it."), "done")
            return redirect(url_for(".claims"))
    return render_template("points/claim.html", form=form, rules=rules), form.status
