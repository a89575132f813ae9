"""Asking for signatures within a time, with a goal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import relationship

from portal.conventions.models.convention import Convention
from portal.core.db import Mapped, Model, mapped_column, pk


class SigningCampaign(Model):
    """A time in which those who have not signed are asked to. `goal` is how many shall have signed; 0 is none.

    The newest of a convention is the one that counts; past ones stay for the record.
    """

    __tablename__ = "convention_campaign"

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"), index=True)
    convention: Mapped[Convention] = relationship()
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    starts_at: Mapped[datetime]
    until: Mapped[datetime]
    goal: Mapped[int] = mapped_column(default=0)
    opened_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]

    def is_running(self, at: datetime) -> bool:
        return self.starts_at <= at < self.until
