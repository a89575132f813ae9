"""What people say, who seconds it and what becomes of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.consultations.models.answer import Cluster, OpinionAnswer
from portal.consultations.models.matter import Consultation, ConsultationOption, empty
from portal.consultations.models.texts import ConsultationRecord
from portal.consultations.rules.squares import square_at
from portal.consultations.states import Channel, Stance, Target
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name, plain
from portal.discussions.models import Topic
from portal.places.models import Place


class Opinion(Model):
    """What somebody said, under a number. Never deleted; personal data is covered before it is stored.

    `author_id` is empty for people without an account whose words a community worker (`typed_by`) typed in.
    `point_x` and `point_y` say where on the picture, in thousandths of its width and height. Replies stand in
    `thread`, which is there from the first of them on.
    """

    __tablename__ = "consultation_opinion"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        Index("ix_consultation_opinion_supported", "consultation_id", "support_count"),
        CheckConstraint("point_x BETWEEN 0 AND 1000 AND point_y BETWEEN 0 AND 1000", name="point_on_picture"),
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
    target: Mapped[Target] = mapped_column(default=Target.WHOLE)
    clause: Mapped[int | None]
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_record.id"))
    picture: Mapped[ConsultationRecord | None] = relationship()
    point_x: Mapped[int | None]
    point_y: Mapped[int | None]
    text: Mapped[plain]
    channel: Mapped[Channel] = mapped_column(default=Channel.WEB)
    note: Mapped[line] = mapped_column(default=empty)
    at: Mapped[moment]
    edited_at: Mapped[datetime | None]
    support_count: Mapped[int] = mapped_column(default=0)
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("discussion_topic.id"), index=True)
    thread: Mapped[Topic | None] = relationship()
    hidden_at: Mapped[datetime | None]
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    hidden_reason: Mapped[line] = mapped_column(default=empty)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_answer.id"), index=True)
    answer: Mapped[OpinionAnswer | None] = relationship()
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("consultation_cluster.id"), index=True)
    cluster: Mapped[Cluster | None] = relationship()

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def follows_cluster(self) -> bool:
        """Whether its answer is the one given to all that say the same."""
        return self.cluster is not None and self.answer_id == self.cluster.answer_id

    @property
    def square(self) -> str:
        """Where on the picture, as people say it."""
        return "" if self.point_x is None or self.point_y is None else square_at(self.point_x, self.point_y)

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
