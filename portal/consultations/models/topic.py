"""Topics that citizens, alliances, offices and grid workers propose for a consultation."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.consultations.models.matter import Consultation
from portal.consultations.states import Origin, TopicState
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.types import line, plain
from portal.places.models import Place


class TopicProposal(Model):
    """Something people should be asked about. `needed` is the threshold of the day on which it was proposed.

    `until` is the last day on which it can find its supporters, None for those that need none; `warned_on` the day on
    which people were told of it. `due_on` is the day by which it is looked at; a topic that was joined with another
    points at it.
    """

    __tablename__ = "consultation_topic"

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    title: Mapped[line]
    text: Mapped[plain]
    origin: Mapped[Origin] = mapped_column(default=Origin.CITIZEN)
    state: Mapped[TopicState] = mapped_column(default=TopicState.GATHERING, index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance | None] = relationship()
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    at: Mapped[moment]
    support_count: Mapped[int] = mapped_column(default=0)
    needed: Mapped[int] = mapped_column(default=0)
    until: Mapped[date | None]
    warned_on: Mapped[date | None]
    screened_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_topic.id"), index=True)
    merged_into: Mapped[TopicProposal | None] = relationship(remote_side="TopicProposal.id")
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"), index=True)
    consultation: Mapped[Consultation | None] = relationship()

    @property
    def is_out_of_time(self) -> bool:
        """Its last day has passed, whether or not the clock has come by."""
        gathering = self.state is TopicState.GATHERING
        return gathering and self.until is not None and self.until < clock.today()

    @property
    def is_overdue(self) -> bool:
        """Officials owe it an answer since yesterday or longer."""
        waits = self.state is TopicState.SCREENING
        return waits and self.due_on is not None and self.due_on < clock.today()

    @property
    def address(self) -> str:
        return f"/consultations/topics/{self.code}"


class TopicSupport(Model):
    """One person wants one topic to be consulted on."""

    __tablename__ = "consultation_topic_support"

    topic_id: Mapped[int] = mapped_column(ForeignKey("consultation_topic.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    at: Mapped[moment]
