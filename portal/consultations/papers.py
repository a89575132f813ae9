"""The feedback report on paper: what `/v/<token>` says of it, and the sheet that is drawn in both scripts."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template

from portal.consultations.models import FeedbackReport
from portal.consultations.queries import reports, results
from portal.consultations.states import CHANNELS, DISPOSITIONS, LEANINGS, STANCE_NAMES
from portal.core.db import db
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.papers.kinds import PaperKind, Proof, Standing
from portal.papers.models import IssuedPaper

KIND = "consultation_report"
WORDS: dict[str, Any] = {
    "channels": CHANNELS,
    "stances": STANCE_NAMES,
    "dispositions": DISPOSITIONS,
    "leanings": LEANINGS,
}


def prove(report_id: int) -> Proof | None:
    """Superseded as soon as a later version is published."""
    report = db.session.get(FeedbackReport, report_id)
    if report is None:
        return None
    newest = reports.last_report(report.consultation_id)
    old = newest is not None and newest.number > report.number
    return Proof(
        hash_now=reports.hash_of(report.content),
        standing=Standing.SUPERSEDED if old else Standing.VALID,
        since=newest.at if old and newest else None,
        facts=(
            (_("Opinions"), report.content["opinions"]),
            (_("Version"), report.number),
            (_("Published"), dates.datetime_(report.at)),
        ),
    )


def sheet(paper: IssuedPaper, size: str) -> str:
    report = db.session.get_one(FeedbackReport, paper.object_id)
    consultation = report.consultation
    content = reports.readable(report.content)
    version = next((v for v in consultation.texts if v.number == content["text_version"]), None)
    changed = version is not None and version.number > 1
    return render_template(
        "consultations/report_sheet.html",
        paper=paper,
        size=size,
        report=report,
        consultation=consultation,
        content=content,
        changes=results.changes_between(consultation.texts[0], version) if changed and version else (),
        outcome=results.outcome_of(consultation.id),
        promises=[{**one, "due_on": date.fromisoformat(one["due_on"])} for one in content["promises"]],
        words=WORDS,
    )


KINDS = {KIND: PaperKind(label=_l("Feedback report of a consultation"), prove=prove, sheet=sheet)}
