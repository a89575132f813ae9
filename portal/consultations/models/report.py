"""The feedback report of a consultation as it was published."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.consultations.models.matter import Consultation
from portal.core.db import Mapped, Model, mapped_column, moment, pk


class FeedbackReport(Model):
    """One version of the report, frozen under its hash. A later answer makes a new version, never another text."""

    __tablename__ = "consultation_report"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    consultation: Mapped[Consultation] = relationship()
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    text_hash: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]
