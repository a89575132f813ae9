"""The times of a public service, for those who keep it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import require
from portal.points.forms.slots import CallOffForm, SlotsForm, shown
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


@bp.route("/control/rewards/<code>/slots/<slot>/close", methods=["GET", "POST"])
def close_slot(code: str, slot: str) -> ResponseReturnValue:
    """Of a time that somebody has taken the reason is asked."""
    reward = shelf.get_reward(code, current_user)
    require(current_user, "points.keep_rewards", reward)
    found = queries.get_slot(reward, slot)
    form = CallOffForm.received()
    if form.is_submitted and (form.validate() or not found.taken):
        with form.refusals():
            ended = services.close_slot(reward, slot=found, reason=form.reason.data or "", actor=current_user)
            if ended:
                flash(
                    _("Called off. %(count)s people have their points back and are told.", count=ended),
                    "done",
                )
            else:
                flash(_("This time is no longer offered."), "done")
            return redirect(url_for(".slots", code=code))
    return (
        render_template(
            "points/reason.html",
            form=form,
            kicker=reward.name,
            title=_("Call the appointment off"),
            lead=_(
                "%(count)s people have taken %(when)s. They get their points back and are told the reason.",
                count=found.taken,
                when=shown(found),
            ),
            action=_("Call the appointment off"),
            back=url_for(".slots", code=code),
            danger=True,
        ),
        form.status,
    )
