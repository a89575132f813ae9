"""Times at which a public service can be had."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.points.models.rewards import Reward

OFFERED = text("closed_at IS NULL")


class Slot(Model):
    """One time of one service, for as many people as `capacity`. `taken` moves by conditional UPDATEs only.

    A time that is offered no longer stays, for the vouchers that name it.
    """

    __tablename__ = "points_slot"
    __table_args__ = (
        Index(
            "ix_points_slot_open",
            "reward_id",
            "starts_at",
            unique=True,
            sqlite_where=OFFERED,
            postgresql_where=OFFERED,
        ),
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken"),
        CheckConstraint("minutes > 0", name="minutes"),
    )

    id: Mapped[pk]
    code: Mapped[code]
    reward_id: Mapped[int] = mapped_column(ForeignKey("points_reward.id"))
    reward: Mapped[Reward] = relationship()
    starts_at: Mapped[moment]
    minutes: Mapped[int]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[dt.datetime | None]

    @property
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(minutes=self.minutes)

    @property
    def left(self) -> int:
        return self.capacity - self.taken
