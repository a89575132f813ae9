"""What came out of a consultation, the versions of its text, and its papers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.consultations.models import Consultation, ConsultationRecord, Outcome, TextVersion
from portal.consultations.rules.revision import Change, changes
from portal.consultations.states import RecordKind
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import reader_script
from portal.files.models import StoredFile
from portal.files.queries import files_of_many
from portal.meetings.models import Meeting, Minutes
from portal.meetings.states import MeetingState, MinutesState

OWNER = "consultation"


def outcome_of(consultation_id: int) -> Outcome | None:
    return db.session.scalar(select(Outcome).where(Outcome.consultation_id == consultation_id))


def meetings_of(consultation_id: int) -> Sequence[Meeting]:
    """Its sessions and hearings that were called, the first one first."""
    found = select(Meeting).where(Meeting.owner_kind == OWNER, Meeting.owner_id == consultation_id)
    return db.session.scalars(found.order_by(Meeting.starts_at, Meeting.id)).all()


def sessions_without_record(consultation: Consultation) -> int:
    """Sessions that are over while neither their minutes are confirmed nor a record was posted."""
    written = select(ConsultationRecord.meeting_id).where(
        ConsultationRecord.consultation_id == consultation.id,
        ConsultationRecord.kind == RecordKind.MINUTES,
        ConsultationRecord.meeting_id.is_not(None),
    )
    missing = select(func.count(Meeting.id)).where(
        Meeting.owner_kind == OWNER,
        Meeting.owner_id == consultation.id,
        Meeting.state == MeetingState.ENDED,
        Meeting.id.not_in(written),
        Meeting.id.not_in(select(Minutes.meeting_id).where(Minutes.state != MinutesState.DRAFT)),
    )
    return db.session.scalar(missing) or 0


@dataclass(frozen=True)
class RecordView:
    record: ConsultationRecord
    files: Sequence[StoredFile]


def records_of(consultation_id: int) -> list[RecordView]:
    """All papers with their files, in the order in which they came. Two queries."""
    found = select(ConsultationRecord).where(ConsultationRecord.consultation_id == consultation_id)
    records = db.session.scalars(found.order_by(ConsultationRecord.id)).all()
    files = files_of_many("consultation_record", [record.id for record in records])
    return [RecordView(record, files.get(record.id, ())) for record in records]


def pictures_of(consultation_id: int) -> Sequence[ConsultationRecord]:
    """Maps and photos on which people can point."""
    found = select(ConsultationRecord).where(
        ConsultationRecord.consultation_id == consultation_id, ConsultationRecord.kind == RecordKind.PICTURE
    )
    return db.session.scalars(found.order_by(ConsultationRecord.id)).all()


def get_version(consultation: Consultation, number: int) -> TextVersion:
    found = next((version for version in consultation.texts if version.number == number), None)
    if found is None:
        raise NotFound(_("This version was not found."))
    return found


def changes_between(before: TextVersion, after: TextVersion) -> list[Change]:
    """In the reader's script, clause by clause."""
    script = reader_script()
    if script is None:
        return changes(before.text.original, after.text.original)
    return changes(before.text.in_script(script), after.text.in_script(script))
