"""What people have been told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint

from portal.core.db import Mapped, Model, mapped_column, moment, pk


class InboxLine(Model):
    """One message for one person: a sentence of ours with its values, said anew in whatever script they read."""

    __tablename__ = "inbox_line"
    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index("ix_inbox_line_unread", "user_id", "read_at"),
    )

    id: Mapped[pk]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(String(160))
    message: Mapped[str] = mapped_column(Text)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    path: Mapped[str]
    at: Mapped[moment]
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class MailWish(Model):
    """Whether a person with an address wants letters too, and about which topics none. No row: all of them."""

    __tablename__ = "mail_wish"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    letters: Mapped[bool] = mapped_column(default=True)
    but: Mapped[list[str]] = mapped_column(JSON, default=list)
