"""Tables of findings: sent, checked with a bar that moves, looked at, and kept as a whole."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.core import clock
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.paging import newest_first
from portal.core.permissions import require
from portal.core.sheets import download
from portal.points.forms.imports import LONGEST_REASON, ImportForm, LinesForm
from portal.points.models import FindingImport
from portal.points.queries import imports as queries
from portal.points.rules.findings import Column
from portal.points.services import confirming
from portal.points.services import imports as services
from portal.points.states.imports import COLUMN_LABELS, RUNNING
from portal.points.views import bp

SHOWN = 20  # lines of the preview
MOST_SAID = 200
AGAIN = 2  # seconds until the page of a running table asks again


@bp.route("/control/imports", methods=["GET", "POST"])
def imports() -> ResponseReturnValue:
    require(current_user, "points.import", current_user)
    form = ImportForm.received()
    if form.sent:
        with form.refusals():
            name, content = form.content()
            sent = services.send(
                current_user._get_current_object(), name=name, content=content, actor=current_user
            )
            return redirect(url_for(".import_of", code=sent.code))
    page = newest_first(queries.imports_of(current_user.id), FindingImport.id)
    return render_template("points/imports.html", form=form, page=page), form.status


@bp.get("/control/imports/template.<any(csv, xlsx):kind>")
def import_template(kind: str) -> ResponseReturnValue:
    require(current_user, "points.import", current_user)
    day = clock.today().isoformat()
    rows: list[list[object]] = [
        [str(label) for label in COLUMN_LABELS.values()],
        [_("(account)"), "J08", day, 2, _("Tidying the reading corner"), _("Sheet with signatures"), "", ""],
        [_("(account)"), "N15", day, 1, _("A branch cut off"), _("Two photos"), 20, _("It will grow again")],
    ]
    return download(_("Findings"), kind, rows)


@bp.get("/control/imports/<code>")
def import_of(code: str) -> ResponseReturnValue:
    sent = queries.get_import(code, viewer=current_user)
    running = sent.state in RUNNING
    page = make_response(
        render_template(
            "points/import.html",
            sent=sent,
            running=running,
            problems=[(line, Bitext.from_json(text)) for line, text in sorted(sent.problems)[:MOST_SAID]],
            lines=sent.rows[:SHOWN],
            columns=[
                (str(column), label) for column, label in COLUMN_LABELS.items() if column in SHOWN_COLUMNS
            ],
            waiting=queries.still_waiting(sent) if sent.made else 0,
        )
    )
    if running:
        page.headers["Refresh"] = str(AGAIN)
    return page


SHOWN_COLUMNS = (Column.ACCOUNT, Column.RULE, Column.DAY, Column.TIMES, Column.NOTE, Column.EVIDENCE)


@bp.post("/control/imports/<code>/keep")
def keep_import(code: str) -> ResponseReturnValue:
    sent = queries.get_import(code, viewer=current_user)
    services.keep(sent, actor=current_user)
    return redirect(url_for(".import_of", code=code))


@bp.post("/control/imports/<code>/drop")
def drop_import(code: str) -> ResponseReturnValue:
    sent = queries.get_import(code, viewer=current_user)
    services.drop(sent, actor=current_user)
    flash(_("Nothing of the table was kept."), "done")
    return redirect(url_for(".imports"))


@bp.route("/control/imports/<code>/lines", methods=["GET", "POST"])
def lines_of_import(code: str) -> ResponseReturnValue:
    """What the second person sees of a table: its lines, all to be decided about in one act."""
    require(current_user, "points.import", current_user)
    sent = queries.get_table_of_lines(code, viewer=current_user)
    form = LinesForm.received()
    if form.sent:
        with form.refusals():
            decided = confirming.decide(sent, seen=form.seen(), reasons=form.reasons(), actor=current_user)
            say(decided)
            return redirect(url_for(".awards"))
    lines = queries.lines_for(sent, current_user)
    return render_template(
        "points/import_lines.html",
        sent=sent,
        form=form,
        lines=lines,
        points=sum(line.points * line.times for line in lines),
        sender=names_of([sent.sent_by]).get(sent.sent_by, ""),
        said=request.form,
        longest=LONGEST_REASON,
    ), form.status


def say(decided: confirming.Decided) -> None:
    flash(
        _(
            "%(confirmed)s lines are posted with %(points)s points, %(declined)s are declined.",
            confirmed=decided.confirmed,
            points=decided.points,
            declined=decided.declined,
        ),
        "done",
    )
    if decided.left:
        flash(
            _(
                "%(count)s lines still wait: the limit of their rule is reached, there is nothing left to give.",
                count=decided.left,
            ),
            "error",
        )
