"""Who is entitled, written down before a vote is called; the vote keeps its own copy (`Voter`)."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.ballots.models.votes import no_text
from portal.ballots.states import RollKind
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.types import line, name
from portal.places.models import Place


class Roll(Model):
    """The roll of one subject, which may be used for several votes. `path` is the subject's page."""

    __tablename__ = "ballot_roll"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id"),)

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    path: Mapped[str] = mapped_column(String(200))
    title: Mapped[line]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place] = relationship()
    kind: Mapped[RollKind]
    heads: Mapped[int] = mapped_column(default=0)
    area: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None]
    made_at: Mapped[moment]


class RollLine(Model):
    """One vote: an owner with all their flats, a household, a person or a seat."""

    __tablename__ = "ballot_roll_line"
    __table_args__ = (UniqueConstraint("roll_id", "number"), UniqueConstraint("roll_id", "user_id"))

    id: Mapped[pk]
    roll_id: Mapped[int] = mapped_column(ForeignKey("ballot_roll.id"))
    number: Mapped[int]
    name: Mapped[name]
    unit: Mapped[line] = mapped_column(default=no_text)
    area: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User | None] = relationship()


class RollCorrection(Model):
    """One correction between the call and the opening: from what, to what, by whom, why. Never deleted."""

    __tablename__ = "ballot_roll_correction"

    id: Mapped[pk]
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), index=True)
    number: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    reason: Mapped[line]
    roll_hash: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]
