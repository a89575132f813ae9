from __future__ import annotations

import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.ballots import queries, services
from portal.ballots.forms import RuleForm, vote_form
from portal.ballots.papers import KIND, hash_of
from portal.ballots.states import Phase
from portal.ballots.views.blueprint import bp
from portal.core.i18n import _
from portal.core.permissions import require
from portal.papers.queries import paper_view


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    ballot = queries.get_ballot(code)
    view = queries.ballot_view(ballot, current_user)
    asked = request.args.get("receipt", "")[:40]
    counted = queries.counted_as(ballot, asked) if asked else None
    return render_template(
        "ballots/show.html",
        view=view,
        asked=asked,
        counted=counted,
        protocol=paper_view(KIND, ballot.id, hash_of(ballot)) if view.phase is Phase.COUNTED else None,
    )


@bp.route("/<code>/vote", methods=["GET", "POST"])
def vote(code: str) -> ResponseReturnValue:
    ballot = queries.get_ballot(code)
    number = request.args.get("number", type=int)
    view = queries.ballot_view(ballot, current_user, number)
    form = vote_form(ballot, view.choices, getattr(view.reason, "original", ""))
    if form.sent:
        with form.refusals():
            services.cast(ballot, choices=form.chosen, reason=form.said, actor=current_user, number=number)
            flash(_("Your vote is in the box. You can change it until voting ends."), "done")
            return redirect(url_for(".show", code=code))
    return render_template("ballots/vote.html", view=view, form=form), form.status


@bp.post("/<code>/protocol")
def protocol(code: str) -> ResponseReturnValue:
    ballot = queries.get_ballot(code)
    services.issue_protocol(ballot, actor=current_user)
    flash(_("The protocol is being made. It stands here in a minute."), "done")
    return redirect(url_for(".show", code=code))


@bp.get("/<code>/ballots.json")
def file(code: str) -> ResponseReturnValue:
    ballot = queries.get_ballot(code)
    content = json.dumps(queries.file_of(ballot), ensure_ascii=False, indent=1)
    name = f"ballots-{ballot.code}.json"
    return Response(
        content,
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@bp.get("/rules")
def rules() -> ResponseReturnValue:
    return render_template("ballots/rules.html", rules=queries.adoption_rules().values())


@bp.get("/rules/<key>")
def rule(key: str) -> ResponseReturnValue:
    changes = queries.rule_changes(key)
    return render_template(
        "ballots/rule.html",
        rule=queries.adoption_rule(key),
        changes=changes,
        names=names_of(change.actor_id for change in changes),
    )


@bp.route("/rules/<key>/edit", methods=["GET", "POST"])
def edit_rule(key: str) -> ResponseReturnValue:
    found = queries.adoption_rule(key)
    require(current_user, "ballots.change_rule", found)
    form = RuleForm.of(found)
    if form.sent:
        with form.refusals():
            services.change_rule(
                found, changes=form.changes(), reason=form.reason.data or "", actor=current_user
            )
            flash(_("The rule has been changed. Votes that are already open keep theirs."), "done")
            return redirect(url_for(".rule", key=key))
    return render_template("ballots/edit_rule.html", rule=found, form=form), form.status
