"""The records of making a convention: who drafted it, who was heard, what the street said, how it was filed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import relationship

from portal.conventions.models.convention import Convention
from portal.conventions.models.texts import Version
from portal.conventions.models.words import no_text
from portal.conventions.states import Capacity, Force
from portal.core import clock
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name, plain


def nothing_said() -> Bitext:
    return Bitext.html("")


class GroupMember(Model):
    """Somebody of the drafting group. Who has an account (`user_id`) can work on the text."""

    __tablename__ = "convention_group_member"

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[name]
    capacity: Mapped[Capacity]
    added_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[moment]


class HearingRemark(Model):
    """What one person who was heard on one version said, on the whole or on a clause, and what became of it."""

    __tablename__ = "convention_hearing_remark"
    __table_args__ = (Index("ix_convention_hearing_remark_of", "convention_id", "id"),)

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    version: Mapped[Version] = relationship()
    heard_on: Mapped[date]
    name: Mapped[name]
    capacity: Mapped[Capacity]
    clause_key: Mapped[str] = mapped_column(String(12), default="")
    text: Mapped[plain]
    answer: Mapped[plain] = mapped_column(default=nothing_said)
    written_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class Review(Model):
    """The street's opinion on exactly one text: `text_hash` is that of the version it read."""

    __tablename__ = "convention_review"
    __table_args__ = (Index("ix_convention_review_of", "convention_id", "id"),)

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    version: Mapped[Version] = relationship()
    text_hash: Mapped[str] = mapped_column(String(64))
    approved: Mapped[bool]
    opinion: Mapped[line]
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[moment]


class Remark(Model):
    """A reviewer's remark on a clause, or on the whole where `clause_key` is empty.

    One that must be changed blocks the vote until a reviewer has said that it is settled.
    """

    __tablename__ = "convention_remark"
    __table_args__ = (Index("ix_convention_remark_of", "convention_id", "id"),)

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    version: Mapped[Version] = relationship()
    clause_key: Mapped[str] = mapped_column(String(12), default="")
    force: Mapped[Force]
    text: Mapped[plain]
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[moment]
    answer: Mapped[plain] = mapped_column(default=nothing_said)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Filing(Model):
    """One sending of the papers to the street, and what it decided. `number` was given, or `objection` made."""

    __tablename__ = "convention_filing"

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    office: Mapped[line]
    papers: Mapped[line]  # what was sent: text, minutes, attendance, tally, review opinion
    due_on: Mapped[date]
    sent_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sent_at: Mapped[moment]
    number: Mapped[line] = mapped_column(default=no_text)
    objection: Mapped[line] = mapped_column(default=no_text)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]

    @property
    def late(self) -> bool:
        """Sent after the last day the rule allows."""
        return clock.local(self.sent_at).date() > self.due_on
