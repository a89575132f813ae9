from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.ballots import queries, services
from portal.ballots.forms import CorrectionForm, TableForm
from portal.ballots.rules import Reading
from portal.ballots.services import Corrected
from portal.ballots.states import COLUMN_LABELS, ROLL_COLUMNS, ROLL_HINTS, TROUBLES
from portal.ballots.views.blueprint import bp
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can, require
from portal.core.sheets import download

MOST_SAID = 200
EXAMPLES = {
    "unit": ("1-101", "1-102"),
    "area": ("89.37", "126.50"),
    "person": ("1", "1"),
    "account": ("", ""),
}


@bp.route("/rolls/<code>", methods=["GET", "POST"])
def roll(code: str) -> ResponseReturnValue:
    """The roll as it stands, and a table read before anything of it is kept."""
    found = queries.get_roll(code, current_user)
    form, reading = TableForm.received(), None
    if form.sent:
        with form.refusals():
            text = form.table()
            if request.form.get("act") == "keep":
                services.keep_lines(found, text=text, actor=current_user)
                flash(_("The roll has been kept: %(count)s lines.", count=found.heads), "done")
                return redirect(url_for(".roll", code=code))
            reading = form.show(text, queries.read_roll(found.kind, text))
    return render_template(
        "ballots/roll.html",
        roll=found,
        lines=queries.lines_of_roll(found),
        form=form,
        reading=reading,
        problems=sentences(reading) if reading else [],
        hint=ROLL_HINTS[found.kind],
        columns=COLUMN_LABELS[found.kind],
        calls=queries.ballots_about(found.subject_kind, found.subject_id),
        name_of=queries.name_of,
    ), 200 if reading is not None else form.status


def sentences(reading: Reading) -> list[tuple[int, str]]:
    """What is wrong, line by line; more than anybody corrects by hand is not listed."""
    return [
        (one.line, str(TROUBLES[one.trouble]) % {"value": one.value, "other": one.other})
        for one in reading.problems[:MOST_SAID]
    ]


@bp.get("/rolls/<code>/template.<any(csv, xlsx):kind>")
def roll_template(code: str, kind: str) -> ResponseReturnValue:
    found = queries.get_roll(code, current_user)
    columns = ROLL_COLUMNS[found.kind]
    names = (_("(name)"), _("(name)"))
    rows = [
        [str(COLUMN_LABELS[found.kind][column]) for column in columns],
        *([EXAMPLES.get(column, names)[n] for column in columns] for n in (0, 1)),
    ]
    return download(_("Roll"), kind, rows)


@bp.get("/<code>/roll")
def called_roll(code: str) -> ResponseReturnValue:
    """The frozen roll: in full for those who keep it, masked for those who stand on it."""
    ballot = queries.get_ballot(code)
    keeper = can(current_user, "ballots.keep_roll", ballot)
    if not keeper and queries.voter_of(ballot, current_user) is None:
        raise NotFound(_("This roll was not found."))
    corrections = queries.corrections_of(ballot)
    return render_template(
        "ballots/called_roll.html",
        ballot=ballot,
        lines=queries.roll_lines(ballot),
        keeper=keeper,
        corrections=corrections,
        names=names_of(one.actor_id for one in corrections),
        name_of=queries.name_of,
    )


@bp.route("/<code>/roll/correct", methods=["GET", "POST"])
def correct_roll(code: str) -> ResponseReturnValue:
    ballot = queries.get_ballot(code)
    require(current_user, "ballots.correct_roll", ballot)
    number = request.args.get("number", type=int)
    voter = queries.line_numbered(ballot, number) if number is not None else None
    weighed = bool(ballot.adoption_rule and ballot.adoption_rule.area)
    form = CorrectionForm.of(voter, weighed=weighed)
    if form.sent:
        with form.refusals():
            typed = dict(form.data)
            reason = typed.pop("reason") or ""
            line = None if request.form.get("act") == "strike" else Corrected(**typed)
            services.correct(ballot, number=number, line=line, reason=reason, actor=current_user)
            flash(_("The roll has been corrected and sealed anew."), "done")
            return redirect(url_for(".called_roll", code=code))
    return render_template("ballots/correct_roll.html", ballot=ballot, voter=voter, form=form), form.status
