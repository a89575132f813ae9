"""Freezing the feedback report, and issuing it as a paper that everybody can check."""

from __future__ import annotations

from portal.accounts.models import User
from portal.consultations.models import Consultation, FeedbackReport
from portal.consultations.papers import KIND
from portal.consultations.queries import reports
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded
from portal.papers.services import issue


def freeze(consultation: Consultation, actor: User) -> FeedbackReport:
    """The next version of the report, with its PDFs ordered. Not guarded: part of publishing the result."""
    last = reports.last_report(consultation.id)
    content = reports.content_of(consultation)
    report = FeedbackReport(
        consultation=consultation,
        number=last.number + 1 if last else 1,
        content=content,
        text_hash=reports.hash_of(content),
        made_by=actor.id,
    )
    db.session.add(report)
    db.session.flush()  # the paper names it
    issue(
        KIND,
        object_id=report.id,
        title=consultation.title,
        text_hash=report.text_hash,
        path=f"{consultation.address}/result",
        issued_by=actor.id,
    )
    return report


@guarded("consultations.reissue_report")
def reissue(consultation: Consultation, *, actor: User) -> FeedbackReport:
    """A new version after a late letter was answered or something was promised; the earlier one stays readable."""
    last = reports.last_report(consultation.id)
    if last is not None and last.text_hash == reports.hash_of(reports.content_of(consultation)):
        raise Refused(_("Nothing has changed since the last version of the report."))
    return freeze(consultation, actor)
