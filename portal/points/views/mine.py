"""My points: what I have, what for, and the way to take it home as a table."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock, limits
from portal.core.i18n import _
from portal.core.limits import Limit
from portal.core.pages import absolute
from portal.core.paging import newest_first
from portal.core.permissions import require
from portal.core.sheets import download
from portal.papers.apart import draw_apart
from portal.points import papers
from portal.points.models import Entry
from portal.points.queries import balances, deductions, expiry, rulebook, shelf, years
from portal.points.queries.balances import PURSE, SCORES, thresholds
from portal.points.rules.grades import MEASURES
from portal.points.states import BUCKET_LABELS, LINE_LABELS, MEASURE_LABELS
from portal.points.views import bp

MOST_LINES = 5000
DRAWINGS = Limit(20, 60 * 60)


@bp.get("/")
def home() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return render_template(
            "points/landing.html",
            rules=rulebook.rule_book(),
            rewards=shelf.newest(6),
            totals=balances.totals(),
        )
    page = newest_first(balances.statement(current_user.id), Entry.id, entities=False)
    return render_template(
        "points/mine.html",
        purse=balances.purse(current_user.id),
        page=page,
        lines=balances.lines(page.rows),
        vouchers=shelf.waiting_vouchers(current_user.id),
        leaving=expiry.soon(current_user.id),
    )


@bp.get("/score")
def score() -> ResponseReturnValue:
    """What was earned and taken, apart from what can be spent; and what may follow from a shop's grade."""
    require(current_user, "points.own", current_user)
    page = newest_first(balances.statement(current_user.id, SCORES), Entry.id, entities=False)
    purse = balances.purse(current_user.id)
    grade = thresholds().grade(purse.score_merchant) if balances.has_shop(current_user.id) else None
    return render_template(
        "points/score.html",
        purse=purse,
        grade=grade,
        measures=[MEASURE_LABELS[measure] for measure in MEASURES[grade]] if grade else [],
        deductions=deductions.own(current_user.id),
        years=years.years_of(current_user.id),
        page=page,
        lines=balances.lines(page.rows),
    )


@bp.get("/years/<code>")
def year(code: str) -> ResponseReturnValue:
    """The certificate of a closed year, to be printed by its holder."""
    found = years.get_year(code, viewer=current_user)
    measures = [MEASURE_LABELS[measure] for measure in MEASURES[found.grade]]
    return render_template("points/year.html", year=found, measures=measures)


def pdf(name: str, page: Callable[[], str]) -> Response:
    """A paper of one's own, drawn now and kept nowhere."""
    limits.take(f"points_papers:{current_user.id}", DRAWINGS)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.pdf",
        "Cache-Control": "private, no-store",
    }
    return Response(draw_apart([page()])[0].content, mimetype="application/pdf", headers=headers)


@bp.post("/statement.pdf")
def own_statement_pdf() -> Response:
    require(current_user, "points.own", current_user)
    return pdf(_("My points"), lambda: papers.statement_sheet(current_user))


@bp.post("/years/<code>/certificate.pdf")
def year_pdf(code: str) -> Response:
    found = years.get_year(code, viewer=current_user)
    name = _("Credit score of %(year)s", year=found.year)
    return pdf(name, lambda: papers.year_sheet(found, current_user))


@bp.get("/statement.<any(csv, xlsx):kind>")
def statement(kind: str) -> Response:
    """Every line with its rule in its version: the purse first, then the scores."""
    require(current_user, "points.own", current_user)
    heads = (
        _("Line of the ledger"),
        _("Time"),
        _("Kind of points"),
        _("What"),
        _("What for"),
        _("Rule"),
        _("Version"),
        _("Points"),
        _("Page"),
    )
    rows = [
        (
            line.id,
            clock.local(line.entry.at).strftime("%Y-%m-%d %H:%M"),
            str(BUCKET_LABELS[line.entry.bucket]),
            str(LINE_LABELS[line.entry.kind]),
            str(line.title or (line.note.note if line.note else "")),
            line.rule_code or "",
            line.version.number if line.version else "",
            line.change,
            absolute(line.note.path) if line.note and line.note.path else "",
        )
        for buckets in (PURSE, SCORES)
        for line in balances.newest_lines(current_user.id, MOST_LINES, buckets)
    ]
    return download(_("My points"), kind, [heads, *rows])
