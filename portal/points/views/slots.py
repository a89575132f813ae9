"""The times of a public service, for those who keep it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import require
from portal.points.forms.slots import SlotsForm
from portal.points.queries import shelf
from portal.points.queries import slots as queries
from portal.points.services import slots as services
from portal.points.views import bp


@bp.route("/control/rewards/<code>/slots", methods=["GET", "POST"])
def slots(code: str) -> ResponseReturnValue:
    reward = shelf.get_reward(code, current_user)
    require(current_user, "points.keep_rewards", reward)
    form = SlotsForm.received(data={"day": clock.today(), "minutes": 60, "capacity": 1, "weeks": 1})
    if form.sent:
        with form.refusals():
            services.open_slots(
                reward,
                first=form.first(),
                minutes=form.data["minutes"],
                capacity=form.data["capacity"],
                weeks=form.data["weeks"],
                actor=current_user,
            )
            flash(_("People can take these times now."), "done")
            return redirect(url_for(".slots", code=code))
    return (
        render_template(
            "points/slots.html",
            reward=reward,
            form=form,
            slots=queries.coming_slots(reward),
            missed=queries.missed(reward),
        ),
        form.status,
    )


@bp.post("/control/rewards/<code>/slots/<slot>/close")
def close_slot(code: str, slot: str) -> ResponseReturnValue:
    reward = shelf.get_reward(code, current_user)
    services.close_slot(reward, slot=queries.get_slot(reward, slot), actor=current_user)
    flash(_("This time is no longer offered."), "done")
    return redirect(url_for(".slots", code=code))
