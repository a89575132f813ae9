"""The text under consultation in its versions, and the papers that belong to a consultation."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint

from portal.consultations.states import RecordKind
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line


class TextVersion(Model):
    """The text people are asked about: number 1 is frozen with the announcement, each later one has a reason.

    One line is one clause; opinions name clauses of number 1.
    """

    __tablename__ = "consultation_text"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    text: Mapped[line]
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    reason: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class ConsultationRecord(Model):
    """A paper of the consultation; its files hang on it. `meeting_id` for what belongs to one session."""

    __tablename__ = "consultation_record"

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    kind: Mapped[RecordKind]
    title: Mapped[line]
    text: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    posted_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]
