"""What came out of a consultation, before and after it was decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import relationship

from portal.consultations.models.matter import Consultation, empty
from portal.consultations.states import Consensus
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, rich


class Outcome(Model):
    """The result of one consultation: written, on public notice under its hash, decided on."""

    __tablename__ = "consultation_outcome"

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), unique=True)
    consultation: Mapped[Consultation] = relationship()
    text: Mapped[rich] = mapped_column(default=lambda: Bitext.html(""))
    consensus: Mapped[Consensus] = mapped_column(default=Consensus.BROAD)
    differences: Mapped[line] = mapped_column(default=empty)
    written_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    notice_from: Mapped[date | None]
    notice_until: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[line] = mapped_column(default=empty)
    """The body that decides, or the assembly it was handed to, as it is printed."""
