"""Mergers: proposed, put to the vote, carried out."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances import queries, services
from portal.alliances.forms import MergerForm, ReasonForm, VoteDaysForm
from portal.alliances.models import AllianceMerger
from portal.alliances.states import MERGER, OPEN_MERGERS
from portal.alliances.views.blueprint import bp
from portal.core.errors import NotFound
from portal.core.forms import Form
from portal.core.i18n import _
from portal.core.panels import panels
from portal.core.permissions import require

STEPS = ("ask", "drop", "carry_out")


@bp.route("/<code>/mergers/propose", methods=["GET", "POST"])
def propose_merger(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    require(current_user, "alliances.propose_merger", alliance)
    others = queries.others_running(alliance)
    form = MergerForm.among((a.id, str(a.name)) for a in others)
    if form.sent:
        with form.refusals():
            into = next(a for a in others if str(a.id) == form.into.data)
            merger = services.propose_merger(
                alliance, into=into, reason=form.reason.data or "", actor=current_user
            )
            flash(_("The other alliance's officers have been asked."), "done")
            return redirect(url_for(".merger", code=code, merger_id=merger.id))
    return render_template("alliances/propose_merger.html", alliance=alliance, form=form), form.status


def what_becomes(merger: AllianceMerger) -> dict[str, Any]:
    """What goes along and what does not, as long as it can still be said beforehand."""
    if merger.state not in OPEN_MERGERS:
        return {}
    return {"carried": queries.carried(merger), "kept": panels("merger", current_user, merger)}


@bp.get("/<code>/mergers/<int:merger_id>")
def merger(code: str, merger_id: int) -> ResponseReturnValue:
    found = queries.get_merger(queries.get_alliance(code, current_user), merger_id)
    return render_template(
        "alliances/merger.html",
        merger=found,
        steps=[s.transition for s in MERGER.steps(found, current_user) if not s.why_not],
        history=queries.merger_history(found),
        **what_becomes(found),
    )


@bp.route("/<code>/mergers/<int:merger_id>/<name>", methods=["GET", "POST"])
def merger_step(code: str, merger_id: int, name: str) -> ResponseReturnValue:
    found = queries.get_merger(queries.get_alliance(code, current_user), merger_id)
    if name not in STEPS:
        raise NotFound(_("This page was not found."))
    step = MERGER.transitions[name]
    require(current_user, step.permission, found)
    if found.state not in step.before:
        raise NotFound(_("This page was not found."))
    form = VoteDaysForm.received() if name == "ask" else ReasonForm.received() if name == "drop" else None
    if form is None:
        return _carry_out(code, found)
    if form.sent:
        with form.refusals():
            if isinstance(form, VoteDaysForm):
                services.ask_about_merger(found, days=form.days.data or 1, actor=current_user)
                flash(_("The members of both alliances have been asked."), "done")
            else:
                services.drop_merger(found, reason=form.reason.data or "", actor=current_user)
                flash(_("The merger has been dropped."), "done")
            return redirect(url_for(".merger", code=code, merger_id=merger_id))
    return render_template(
        "alliances/merger_step.html", merger=found, step=step, form=form, **what_becomes(found)
    ), form.status


def _carry_out(code: str, found: AllianceMerger) -> ResponseReturnValue:
    form = Form.received()
    if form.sent:
        with form.refusals():
            services.merge(found, actor=current_user)
            flash(_("The two alliances are one now."), "done")
            return redirect(url_for(".show", code=found.into.code))
    step = MERGER.transitions["carry_out"]
    return render_template(
        "alliances/merger_step.html", merger=found, step=step, form=form, **what_becomes(found)
    ), form.status
