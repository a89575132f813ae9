"""Arguments into which opinions are grouped, and what the organiser decides on them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.consultations.models.matter import Consultation, empty
from portal.consultations.states import Disposition, Leaning
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line, plain


class OpinionAnswer(Model):
    """What the organiser decides on one or several opinions, and why."""

    __tablename__ = "consultation_answer"

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    disposition: Mapped[Disposition]
    title: Mapped[line] = mapped_column(default=empty)
    reason: Mapped[plain]
    unit: Mapped[line]
    answered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class Cluster(Model):
    """Opinions that say the same, as a person has put them together. Clusters of one `theme` are read beside one another.

    An opinion has the answer of its cluster (`Opinion.answer_id` equals `answer_id`) or one of its own.
    """

    __tablename__ = "consultation_cluster"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    consultation: Mapped[Consultation] = relationship()
    number: Mapped[int]
    theme: Mapped[line]
    leaning: Mapped[Leaning] = mapped_column(default=Leaning.OTHER)
    text: Mapped[line]
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_answer.id"))
    answer: Mapped[OpinionAnswer | None] = relationship()
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]
