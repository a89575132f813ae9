"""Calling the public vote on the candidates of a programme; it is cast on the pages of votes."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.i18n import _
from portal.core.permissions import require
from portal.honor import services
from portal.honor.forms.programmes import VoteForm
from portal.honor.queries import programmes as found
from portal.honor.queries import public_votes
from portal.honor.views import bp


@bp.route("/programmes/<code>/vote", methods=["GET", "POST"])
def call_vote(code: str) -> ResponseReturnValue:
    one = found.get_programme(code, viewer=current_user)
    require(current_user, "honor.call_vote", one)
    form = VoteForm.received()
    if form.sent:
        with form.refusals():
            services.call_vote(one, last_day=form.day, actor=current_user)
            flash(_("The public vote has begun."), "done")
            return redirect(url_for(".programme", code=code))
    ready = public_votes.ready_for_vote(one)
    return render_template("honor/call_vote.html", form=form, programme=one, ready=ready), form.status
