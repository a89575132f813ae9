"""What the calendar has done about points that expire."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint

from portal.core.db import Mapped, Model, mapped_column, moment, pk


class ExpiryStep(Model):
    """A notice of so many days before a month, or (0 days) the expiry when it began; each is done once."""

    __tablename__ = "points_expiry_step"
    __table_args__ = (UniqueConstraint("month", "days"),)

    id: Mapped[pk]
    month: Mapped[date]
    days: Mapped[int]
    people: Mapped[int] = mapped_column(default=0)
    at: Mapped[moment]
