"""Consultations, what they ask, the options, the days, the votes."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.alliances.models import Alliance
from portal.consultations.models.texts import TextVersion
from portal.consultations.rules import Kind, text_hash
from portal.consultations.states import Act, Phase, State, phase_at
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, rich
from portal.places.models import Place


def empty() -> Bitext:
    return Bitext.of("")


class Consultation(Model):
    """One matter on which people are asked. Its text is frozen by `text_hash` when it is published.

    `rules` is the snapshot of its kind: changing the kind later changes nothing here. `opinion_count` is the
    counter from which opinions take their numbers; `answered_count` is kept beside it. `result_on` is the day for the
    answers that the organiser promised, `due_on` the last day that this and the kind leave for them.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    kind: Mapped[str] = mapped_column(String(40), index=True)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    year: Mapped[int | None]
    number: Mapped[int | None]
    state: Mapped[State] = mapped_column(default=State.PREPARING, index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance | None] = relationship()

    title: Mapped[line]
    organiser: Mapped[line] = mapped_column(default=empty)
    question: Mapped[line] = mapped_column(default=empty)
    plain: Mapped[line] = mapped_column(default=empty)
    background: Mapped[rich] = mapped_column(default=lambda: Bitext.html(""))
    limits: Mapped[line] = mapped_column(default=empty)
    affected: Mapped[line] = mapped_column(default=empty)
    use: Mapped[line] = mapped_column(default=empty)
    contact: Mapped[line] = mapped_column(default=empty)
    shortened_reason: Mapped[line] = mapped_column(default=empty)
    records_reason: Mapped[line] = mapped_column(default=empty)
    opens_at: Mapped[datetime] = mapped_column(index=True)
    closes_at: Mapped[datetime] = mapped_column(index=True)
    first_closes_at: Mapped[datetime | None]
    result_on: Mapped[date | None]
    due_on: Mapped[date | None] = mapped_column(index=True)
    suspended_at: Mapped[datetime | None]
    suspended_from: Mapped[State | None]

    drafted_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[moment]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None]
    opening_told_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    opinion_count: Mapped[int] = mapped_column(default=0)
    answered_count: Mapped[int] = mapped_column(default=0)

    options: Mapped[list[ConsultationOption]] = relationship(
        order_by="ConsultationOption.position", back_populates="consultation", cascade="all, delete-orphan"
    )
    timeline: Mapped[list[Milestone]] = relationship(
        order_by="Milestone.day, Milestone.id", cascade="all, delete-orphan"
    )
    votes: Mapped[list[PlannedVote]] = relationship(order_by="PlannedVote.id", cascade="all, delete-orphan")
    texts: Mapped[list[TextVersion]] = relationship(order_by=TextVersion.number, cascade="all, delete-orphan")

    @property
    def phase(self) -> Phase:
        now = clock.now()
        return phase_at(self.state, has_opened=now >= self.opens_at, has_closed=now >= self.closes_at)

    @property
    def is_open(self) -> bool:
        return self.phase is Phase.OPEN

    def allows(self, act: Act) -> bool:
        """Whether the phase in which the clock stands allows it, as its kind says."""
        return self.rule.allows(act, self.phase)

    @property
    def is_extended(self) -> bool:
        return self.first_closes_at is not None

    @property
    def rule(self) -> Kind:
        """What law or custom asked of this kind when it was drafted."""
        return Kind.read(self.kind, self.rules)

    @property
    def address(self) -> str:
        return f"/consultations/{self.code}"

    @property
    def unanswered(self) -> int:
        return self.opinion_count - self.answered_count

    def text_as_published(self) -> str:
        """The hash of the text as it stands now; equal to `text_hash` unless somebody tampered."""
        brief = (
            self.title,
            self.question,
            self.plain,
            self.background,
            self.limits,
            self.affected,
            self.use,
            self.shortened_reason,
            self.records_reason,
        )
        options = [
            [o.key, *(t.original for t in (o.title, o.text, o.cost, o.affected))] for o in self.options
        ]
        asked = [version.text.original for version in self.texts[:1]]
        return text_hash([self.kind, [text.original for text in brief], options, asked])


class ConsultationOption(Model):
    """One way to go: A, B, C …"""

    __tablename__ = "consultation_option"
    __table_args__ = (UniqueConstraint("consultation_id", "key"),)

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    consultation: Mapped[Consultation] = relationship(back_populates="options")
    key: Mapped[str] = mapped_column(String(4))
    position: Mapped[int]
    title: Mapped[line]
    text: Mapped[line] = mapped_column(default=empty)
    cost: Mapped[line] = mapped_column(default=empty)
    affected: Mapped[line] = mapped_column(default=empty)


class Milestone(Model):
    """A day of the consultation, done or promised."""

    __tablename__ = "consultation_milestone"

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    day: Mapped[date]
    text: Mapped[line]


class PlannedVote(Model):
    """An indicative vote: put to people when the consultation is published. No `answers`: on the options.
    `settings`: what only some methods ask (`budget` and `costs`, `seats`, the key of the option that is `status_quo`).
    """

    __tablename__ = "consultation_vote"

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    question: Mapped[line]
    method: Mapped[str] = mapped_column(String(20))
    max_choices: Mapped[int | None]
    least_level: Mapped[int] = mapped_column(default=2)
    residents_only: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[list[str]] = mapped_column(JSON, default=list)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
