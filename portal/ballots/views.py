from __future__ import annotations

import json

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.ballots import queries, services
from portal.ballots.forms import RuleForm, vote_form
from portal.ballots.states import (
    ELECTORATE_LABELS,
    PASS_BASIS_LABELS,
    PHASE_LABELS,
    PHASE_TONES,
    QUORUM_BASIS_LABELS,
    REASON_SENTENCES,
)
from portal.core.i18n import _
from portal.core.permissions import require

bp = Blueprint("ballots", __name__, url_prefix="/ballots")

WORDS = {
    "phase_labels": PHASE_LABELS,
    "phase_tones": PHASE_TONES,
    "reason_sentences": REASON_SENTENCES,
    "electorate_labels": ELECTORATE_LABELS,
    "basis_labels": QUORUM_BASIS_LABELS,
    "pass_labels": PASS_BASIS_LABELS,
}


@bp.app_context_processor
def words() -> dict[str, object]:
    """`ballot_words` for `ballots/macros.html`, on every feature's pages."""
    return {"ballot_words": WORDS}


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    ballot = queries.get_ballot(code)
    view = queries.ballot_view(ballot, current_user)
    asked = request.args.get("receipt", "")[:40]
    counted = queries.counted_as(ballot, asked) if asked else None
    return render_template("ballots/show.html", view=view, asked=asked, counted=counted)


@bp.route("/<code>/vote", methods=["GET", "POST"])
def vote(code: str) -> ResponseReturnValue:
    ballot = queries.get_ballot(code)
    view = queries.ballot_view(ballot, current_user)
    form = vote_form(ballot, view.choices)
    if form.sent:
        with form.refusals():
            services.cast(ballot, choices=form.chosen, actor=current_user)
            flash(_("Your vote is in the box. You can change it until voting ends."), "done")
            return redirect(url_for(".show", code=code))
    return render_template("ballots/vote.html", view=view, form=form), form.status


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
