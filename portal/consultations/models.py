"""Consultations, what they ask, what people say, who seconds it and what becomes of it."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.consultations.rules import Kind, kinds, text_hash
from portal.consultations.states import Channel, Disposition, Phase, Stance, State, phase_at
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name, plain, rich
from portal.places.models import Place


def empty() -> Bitext:
    return Bitext.of("")


class Consultation(Model):
    """One matter on which people are asked. Its text is frozen by `text_hash` when it is published.

    `opinion_count` is the counter from which opinions take their numbers; `answered_count` is kept beside it.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    kind: Mapped[str] = mapped_column(String(40))
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
    use: Mapped[line] = mapped_column(default=empty)
    contact: Mapped[line] = mapped_column(default=empty)
    shortened_reason: Mapped[line] = mapped_column(default=empty)
    opens_at: Mapped[datetime] = mapped_column(index=True)
    closes_at: Mapped[datetime] = mapped_column(index=True)
    result_on: Mapped[date | None]

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

    @property
    def phase(self) -> Phase:
        now = clock.now()
        return phase_at(self.state, has_opened=now >= self.opens_at, has_closed=now >= self.closes_at)

    @property
    def is_open(self) -> bool:
        return self.phase is Phase.OPEN

    @property
    def rule(self) -> Kind:
        """What law or custom asks of this kind."""
        return kinds()[self.kind]

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
            self.use,
            self.shortened_reason,
        )
        options = [
            [o.key, *(t.original for t in (o.title, o.text, o.cost, o.affected))] for o in self.options
        ]
        return text_hash([self.kind, [text.original for text in brief], options])


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
    """An indicative vote: put to people when the consultation is published. No `answers`: on the options."""

    __tablename__ = "consultation_vote"

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    question: Mapped[line]
    method: Mapped[str] = mapped_column(String(20))
    max_choices: Mapped[int | None]
    least_level: Mapped[int] = mapped_column(default=2)
    residents_only: Mapped[bool] = mapped_column(default=False)
    answers: Mapped[list[str]] = mapped_column(JSON, default=list)


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


class Opinion(Model):
    """What somebody said, under a number. Never deleted; personal data is covered before it is stored.

    `author_id` is empty for people without an account whose words a community worker (`typed_by`) typed in.
    """

    __tablename__ = "consultation_opinion"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        Index("ix_consultation_opinion_supported", "consultation_id", "support_count"),
    )

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    consultation: Mapped[Consultation] = relationship()
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    spoken_by: Mapped[name] = mapped_column(default=lambda: Bitext.name(""))
    typed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    stance: Mapped[Stance]
    option_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_option.id"))
    option: Mapped[ConsultationOption | None] = relationship()
    text: Mapped[plain]
    channel: Mapped[Channel] = mapped_column(default=Channel.WEB)
    note: Mapped[line] = mapped_column(default=empty)
    at: Mapped[moment]
    edited_at: Mapped[datetime | None]
    support_count: Mapped[int] = mapped_column(default=0)
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    hidden_reason: Mapped[line] = mapped_column(default=empty)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_answer.id"), index=True)
    answer: Mapped[OpinionAnswer | None] = relationship()

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def place(self) -> Place:
        return self.consultation.place

    @property
    def address(self) -> str:
        return f"{self.consultation.address}/opinions/{self.number}"


class OpinionVersion(Model):
    """What an opinion said before its author changed it."""

    __tablename__ = "consultation_opinion_version"

    id: Mapped[pk]
    opinion_id: Mapped[int] = mapped_column(ForeignKey("consultation_opinion.id"), index=True)
    text: Mapped[plain]
    stance: Mapped[Stance]
    at: Mapped[moment]


class OpinionSupport(Model):
    """One person seconds one opinion."""

    __tablename__ = "consultation_support"

    opinion_id: Mapped[int] = mapped_column(ForeignKey("consultation_opinion.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    at: Mapped[moment]
