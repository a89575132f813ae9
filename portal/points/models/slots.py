"""Times at which a public service can be had."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.points.models.rewards import Reward


class Slot(Model):
    """One time of one service, for as many people as `capacity`. `taken` moves by conditional UPDATEs only."""

    __tablename__ = "points_slot"
    __table_args__ = (
        UniqueConstraint("reward_id", "starts_at"),
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

    @property
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(minutes=self.minutes)

    @property
    def left(self) -> int:
        return self.capacity - self.taken
