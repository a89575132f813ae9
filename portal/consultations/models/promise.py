"""What an office has promised in its answers, what became of it, and what people say to that."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.consultations.models.answer import Cluster
from portal.consultations.models.matter import Consultation, empty
from portal.consultations.states import PENDING, PromiseState, Satisfaction
from portal.core import clock
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line, plain
from portal.places.models import Place


class Promise(Model):
    """Something that `owner` does by `due_on`. `first_due_on` is the day promised first; it never changes."""

    __tablename__ = "consultation_promise"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        Index("ix_consultation_promise_due", "state", "due_on"),
    )

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    consultation: Mapped[Consultation] = relationship()
    number: Mapped[int]
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_cluster.id"))
    cluster: Mapped[Cluster | None] = relationship()
    title: Mapped[line]
    text: Mapped[line] = mapped_column(default=empty)
    owner: Mapped[line]
    first_due_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[PromiseState] = mapped_column(default=PromiseState.IN_PROGRESS)
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_on: Mapped[date | None]

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def is_late(self) -> bool:
        return self.is_pending and clock.today() > self.due_on

    @property
    def place(self) -> Place:
        return self.consultation.place

    @property
    def address(self) -> str:
        return f"{self.consultation.address}/promises/{self.number}"


class PromiseNews(Model):
    """What was done so far, with photos as files; or another day (`due_before`, `due_after`) with its reason."""

    __tablename__ = "consultation_promise_news"

    id: Mapped[pk]
    promise_id: Mapped[int] = mapped_column(ForeignKey("consultation_promise.id"), index=True)
    promise: Mapped[Promise] = relationship()
    text: Mapped[line]
    due_before: Mapped[date | None]
    due_after: Mapped[date | None]
    by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class PromiseRating(Model):
    """How satisfied one person is with what was done. They can change their mind; the last word counts."""

    __tablename__ = "consultation_promise_rating"
    __table_args__ = (UniqueConstraint("promise_id", "user_id"),)

    id: Mapped[pk]
    promise_id: Mapped[int] = mapped_column(ForeignKey("consultation_promise.id"))
    promise: Mapped[Promise] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    satisfaction: Mapped[Satisfaction]
    note: Mapped[plain]
    at: Mapped[moment]
