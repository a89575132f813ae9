"""The years of a shop's score that are over."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint

from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.points.rules.grades import Grade


class YearClose(Model):
    """The score a shop ended a year with, and its grade: what its certificate says.

    Only a deduction that is given back later changes it, and then it says how much was given back.
    """

    __tablename__ = "points_year_close"
    __table_args__ = (UniqueConstraint("user_id", "year"), CheckConstraint("score >= 0", name="score"))

    id: Mapped[pk]
    code: Mapped[code]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    year: Mapped[int]
    score: Mapped[int]
    grade: Mapped[Grade]
    given_back: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[moment]
