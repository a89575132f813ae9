"""Posting papers, and changing the text under consultation after people have spoken about it."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import User
from portal.consultations.models import Consultation, ConsultationRecord, TextVersion
from portal.consultations.rules import text_hash
from portal.consultations.states import RecordKind
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded
from portal.files.models import StoredFile
from portal.files.services import attach
from portal.meetings.models import Meeting


@guarded("consultations.post_record")
def post_record(
    consultation: Consultation,
    *,
    kind: RecordKind,
    title: str,
    text: str = "",
    meeting: Meeting | None = None,
    files: Sequence[StoredFile] = (),
    actor: User,
) -> ConsultationRecord:
    """Add a paper. It is never taken away; a better one is posted beside it."""
    if not title.strip():
        raise Refused(_("Please give the paper a title."))
    if not files and not text.strip():
        raise Refused(_("Please attach the paper or write what it says."))
    if meeting is not None and (meeting.owner_kind, meeting.owner_id) != ("consultation", consultation.id):
        raise Refused(_("This session belongs to another consultation."))
    record = ConsultationRecord(
        consultation_id=consultation.id,
        kind=kind,
        title=title.strip(),
        text=text.strip(),
        meeting_id=meeting.id if meeting else None,
        posted_by=actor.id,
    )
    db.session.add(record)
    db.session.flush()  # the files name the paper
    attach(files, record, public=False)
    return record


@guarded("consultations.revise_text")
def revise_text(consultation: Consultation, *, text: str, reason: str, actor: User) -> TextVersion:
    """Keep a later version beside the frozen one; what has changed is shown to everybody, with the reason."""
    if not consultation.texts:
        raise Refused(_("There is no text under consultation."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    last = consultation.texts[-1]
    if text.strip() == last.text.original:
        raise Refused(_("Nothing was changed."))
    if not text.strip():
        raise Refused(_("Please write the text."))
    version = TextVersion(
        consultation_id=consultation.id,
        number=last.number + 1,
        text=text.strip(),
        reason=reason.strip(),
        made_by=actor.id,
    )
    version.text_hash = text_hash([version.text.original])
    consultation.texts.append(version)
    db.session.flush()  # the audit line names it
    return version
