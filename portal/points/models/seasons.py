"""Seasons of the shelf: what is offered together, for a while."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.types import line
from portal.places.models import Place
from portal.points.rules.seasons import Stage, stage_of


class Season(Model):
    """A name and two days. The rewards of a season carry its days as their own."""

    __tablename__ = "points_season"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days"),)

    id: Mapped[pk]
    code: Mapped[code]
    name: Mapped[line]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place] = relationship()
    starts_on: Mapped[dt.date] = mapped_column(index=True)
    ends_on: Mapped[dt.date]
    made_at: Mapped[moment]

    def stage(self, day: dt.date) -> Stage:
        return stage_of(self.starts_on, self.ends_on, day)
