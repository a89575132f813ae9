"""The worker's side of households: the number that is read out, one who looks, another one who confirms."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.core.errors import NotFound, Refused
from portal.core.i18n import _
from portal.core.permissions import require
from portal.points.forms import ReasonForm
from portal.points.forms.households import NumberForm
from portal.points.models import Household
from portal.points.queries import households as queries
from portal.points.services import households as services
from portal.points.states.households import HOUSEHOLD_LIFE
from portal.points.views import bp


@bp.route("/control/households", methods=["GET", "POST"])
def household_counter() -> ResponseReturnValue:
    require(current_user, "points.see_households", None)
    form = NumberForm.received()
    if form.sent:
        with form.refusals():
            try:
                household = queries.get_household(form.data["number"], current_user)
            except NotFound as missing:
                raise Refused(str(missing)) from missing
            return redirect(url_for(".household_request", code=household.number))
    waiting = queries.waiting(current_user)
    return (
        render_template(
            "points/household_counter.html",
            form=form,
            waiting=waiting,
            names=names_of(one.checked_by for one in waiting),
        ),
        form.status,
    )


@bp.get("/control/households/<code>")
def household_request(code: str) -> ResponseReturnValue:
    require(current_user, "points.see_households", None)
    return shown(queries.get_household(code, current_user), ReasonForm())


@bp.post("/control/households/<code>/check")
def check_household(code: str) -> ResponseReturnValue:
    require(current_user, "points.see_households", None)
    services.check(queries.get_household(code, current_user), actor=current_user)
    flash(_("Recorded. Now a colleague has to confirm it."), "done")
    return redirect(url_for(".household_counter"))


@bp.post("/control/households/<code>/confirm")
def confirm_household(code: str) -> ResponseReturnValue:
    require(current_user, "points.see_households", None)
    services.confirm(queries.get_household(code, current_user), actor=current_user)
    flash(_("The household is confirmed. Its keeper is told."), "done")
    return redirect(url_for(".household_counter"))


@bp.post("/control/households/<code>/refuse")
def refuse_household(code: str) -> ResponseReturnValue:
    require(current_user, "points.see_households", None)
    household = queries.get_household(code, current_user)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.refuse(household, reason=form.data["reason"], actor=current_user)
            flash(_("The person is told that it could not be confirmed, and why."), "done")
            return redirect(url_for(".household_counter"))
    return shown(household, form)


def shown(household: Household, form: ReasonForm) -> ResponseReturnValue:
    history = HOUSEHOLD_LIFE.history(household)
    return (
        render_template(
            "points/household_request.html",
            household=household,
            form=form,
            history=history,
            told=HOUSEHOLD_LIFE.told,
            names=names_of(row.actor_id for row in history),
        ),
        form.status,
    )
