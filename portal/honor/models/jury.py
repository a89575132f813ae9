"""The jury of a programme: its members, and what each of them says about each candidate."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line


class Juror(Model):
    """One member of the jury of one round."""

    __tablename__ = "honor_juror"
    __table_args__ = (UniqueConstraint("programme_id", "round", "user_id"),)

    id: Mapped[pk]
    programme_id: Mapped[int] = mapped_column(ForeignKey("honor_programme.id"))
    round: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    named_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class JurorMark(Model):
    """What one member says about one candidate, on their own. Never shown to the public."""

    __tablename__ = "honor_juror_mark"

    candidacy_id: Mapped[int] = mapped_column(ForeignKey("honor_candidacy.id"), primary_key=True)
    juror_id: Mapped[int] = mapped_column(ForeignKey("honor_juror.id"), primary_key=True)
    juror: Mapped[Juror] = relationship()
    admits: Mapped[bool]
    reason: Mapped[line]
    at: Mapped[moment]
