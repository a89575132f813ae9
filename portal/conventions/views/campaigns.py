"""The officers' page of a signing campaign: who is left, how far each section is, and the term."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.conventions import queries, services
from portal.conventions.forms import CampaignForm, RenewForm
from portal.conventions.models import Convention
from portal.conventions.views.blueprint import bp
from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import require


@bp.route("/<code>/campaign", methods=["GET", "POST"])
def campaign(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.campaign", convention)
    form = CampaignForm.received()
    if form.sent:
        with form.refusals():
            services.start_campaign(
                convention,
                until=clock.end_of(cast("date", form.until.data)),
                goal=form.goal.data or 0,
                actor=current_user,
            )
            flash(_("The campaign has begun; those who have not signed have been told."), "done")
            return redirect(url_for(".campaign", code=code))
    return campaign_page(convention, form=form), form.status


@bp.post("/<code>/campaign/remind")
def remind_unsigned(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    count = services.remind_unsigned(convention, actor=current_user)
    flash(_("%(count)s people have been reminded.", count=count), "done")
    return redirect(url_for(".campaign", code=code))


@bp.route("/<code>/renew", methods=["GET", "POST"])
def renew(code: str) -> ResponseReturnValue:
    convention = queries.get_convention(code, current_user)
    require(current_user, "conventions.renew", convention)
    form = RenewForm.received(data={"until": convention.expires_on})
    if form.sent and form.until.data:
        with form.refusals():
            services.renew(convention, until=form.until.data, actor=current_user)
            flash(_("The last day has been set."), "done")
            return redirect(url_for(".show", code=code))
    return render_template("conventions/renew.html", convention=convention, form=form), form.status


def campaign_page(convention: Convention, **more: Any) -> str:
    version = queries.signable_version(convention)
    left, rates = queries.progress(convention, version)
    return render_template(
        "conventions/campaign.html",
        convention=convention,
        version=version,
        left=left,
        rates=rates,
        campaign=queries.newest_campaign(convention),
        running=queries.running_campaign(convention),
        needed=sum(rate.asked for rate in rates),
        **more,
    )
