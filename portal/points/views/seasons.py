"""The seasons of the shelf, for those who keep it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import require
from portal.places.queries import get_city
from portal.points.forms.seasons import SeasonForm
from portal.points.queries import seasons as queries
from portal.points.services import seasons as services
from portal.points.views import bp


@bp.route("/control/seasons", methods=["GET", "POST"])
def seasons() -> ResponseReturnValue:
    city = get_city()
    require(current_user, "points.keep_rewards", city)
    form = SeasonForm.received()
    if form.sent:
        with form.refusals():
            services.open_season(city, **form.given(), actor=current_user)
            flash(_("The season is there. Each reward says on its own form that it belongs to it."), "done")
            return redirect(url_for(".seasons"))
    return (
        render_template("points/seasons.html", form=form, seasons=queries.all_seasons(), today=clock.today()),
        form.status,
    )


@bp.route("/control/seasons/<code>", methods=["GET", "POST"])
def season(code: str) -> ResponseReturnValue:
    found = queries.get_season(code)
    require(current_user, "points.keep_rewards", found)
    form = SeasonForm.of(found)
    if form.sent:
        with form.refusals():
            services.change_season(found, **form.given(), actor=current_user)
            flash(_("Saved. The rewards of the season have its days."), "done")
            return redirect(url_for(".seasons"))
    return render_template("points/season.html", form=form, season=found), form.status
