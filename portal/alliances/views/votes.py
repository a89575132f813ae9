"""Votes of the alliance and the roll its officers keep."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances import queries, services
from portal.alliances.forms import QuestionForm, ReasonForm
from portal.alliances.views.blueprint import bp
from portal.core.i18n import _
from portal.core.permissions import can, require


@bp.get("/<code>/votes")
def votes(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    calls = can(current_user, "alliances.call_vote", alliance)
    return render_template(
        "alliances/votes.html",
        alliance=alliance,
        votes=queries.votes(alliance),
        elections=queries.elections(alliance),
        calls=calls,
        roll=queries.roll(alliance) if calls else None,
    )


@bp.route("/<code>/votes/new", methods=["GET", "POST"])
def call_vote(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    require(current_user, "alliances.call_vote", alliance)
    form = QuestionForm.with_roll(queries.roll(alliance), len(queries.voter_ids(alliance.id)))
    if form.sent:
        with form.refusals():
            ballot = services.call_vote(alliance, question=form.question, actor=current_user)
            flash(_("The vote is open, and those who may vote have been told."), "done")
            return redirect(url_for("ballots.show", code=ballot.code))
    return render_template("alliances/call_vote.html", alliance=alliance, form=form), form.status


@bp.post("/<code>/votes/roll")
def own_roll(code: str) -> ResponseReturnValue:
    """The way to the roll, where a table can be read."""
    alliance = queries.get_alliance(code, current_user)
    roll = services.begin_own_roll(alliance, actor=current_user)
    return redirect(url_for("ballots.roll", code=roll.code))


@bp.post("/<code>/votes/roll/members")
def write_members_down(code: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    roll = services.write_members_down(alliance, actor=current_user)
    flash(_("The members of today stand on the roll: %(count)s votes.", count=roll.heads), "done")
    return redirect(url_for("ballots.roll", code=roll.code))


@bp.route("/<code>/votes/<ballot>/call-off", methods=["GET", "POST"])
def call_off_vote(code: str, ballot: str) -> ResponseReturnValue:
    alliance = queries.get_alliance(code, current_user)
    require(current_user, "alliances.call_vote", alliance)
    found = queries.get_vote(alliance, ballot)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.call_off_vote(alliance, ballot=found, reason=form.reason.data or "", actor=current_user)
            flash(_("The vote has been called off."), "done")
            return redirect(url_for(".votes", code=code))
    return render_template(
        "alliances/call_off_vote.html", alliance=alliance, ballot=found, form=form
    ), form.status
