"""Who is concerned by a matter, and who sits for whom in its sessions."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.consultations.models.matter import Consultation, empty
from portal.consultations.states import SeatRole, SeatState, Selection
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name


class Side(Model):
    """People with the same stake in the matter, and how many seats they have."""

    __tablename__ = "consultation_side"
    __table_args__ = (UniqueConstraint("consultation_id", "position"),)

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    consultation: Mapped[Consultation] = relationship()
    position: Mapped[int]
    name: Mapped[line]
    seats: Mapped[int]
    selection: Mapped[Selection] = mapped_column(default=Selection.OPEN)
    seed: Mapped[str] = mapped_column(String(80), default="")
    """Published with the lot, so that anybody can draw it again."""


class Attendee(Model):
    """Somebody who applied for a seat, was invited or was drawn. Without an account only the name is there."""

    __tablename__ = "consultation_attendee"
    __table_args__ = (UniqueConstraint("consultation_id", "user_id"),)

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    consultation: Mapped[Consultation] = relationship()
    side_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_side.id"), index=True)
    side: Mapped[Side | None] = relationship()
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User | None] = relationship()
    name: Mapped[name] = mapped_column(default=lambda: Bitext.name(""))
    role: Mapped[SeatRole] = mapped_column(default=SeatRole.REPRESENTATIVE)
    state: Mapped[SeatState] = mapped_column(default=SeatState.APPLIED)
    note: Mapped[line] = mapped_column(default=empty)
    at: Mapped[moment]
