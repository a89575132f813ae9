"""What one can do about an entry, and who has looked at what is not public."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line
from portal.honor.models.entry import BoardEntry
from portal.honor.states import ClaimState


class Objection(Model):
    """Somebody says that an entry is wrong. While it is open the entry says so. The words are not published."""

    __tablename__ = "honor_objection"
    __table_args__ = (Index("ix_honor_objection_open", "entry_id", "state"),)

    id: Mapped[pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"))
    entry: Mapped[BoardEntry] = relationship()
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    contact: Mapped[str] = mapped_column(String(120), default="")
    text: Mapped[line]
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.OPEN)
    received_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    answer: Mapped[line | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_on: Mapped[date | None]
    at: Mapped[moment]


class Repair(Model):
    """A request to take a reminder down because the wrong was put right."""

    __tablename__ = "honor_repair"

    id: Mapped[pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"), index=True)
    entry: Mapped[BoardEntry] = relationship()
    text: Mapped[line]
    pledge: Mapped[bool]
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.OPEN)
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_on: Mapped[date]
    due_on: Mapped[date] = mapped_column(index=True)
    finding: Mapped[line | None]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_on: Mapped[date | None]
    at: Mapped[moment]


class Look(Model):
    """Somebody has opened the file of an entry, or (`of_file` false) read what is for some only. Never deleted
    while the entry is kept."""

    __tablename__ = "honor_look"
    __table_args__ = (Index("ix_honor_look_person", "entry_id", "user_id", "at"),)

    id: Mapped[pk]
    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    purpose: Mapped[line]
    of_file: Mapped[bool] = mapped_column(default=True)
    at: Mapped[moment]
