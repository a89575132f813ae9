"""Opinion maps, their statements, who takes part, what they say to each, and the last picture."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line
from portal.places.models import Place
from portal.statements.owners import Subject, subject_of
from portal.statements.states import State

PACE = 10  # seconds


class OpinionMap(Model):
    """Statements about one subject, which belongs to a feature above (`owner_kind`, `owner_id`).

    Whether votes are taken, the owner says, asked anew each time. `pace` is the least number of seconds between two
    pictures; it grows with what a picture costs. `statement_count` is where statements take their numbers from.
    """

    __tablename__ = "opinion_map"
    __table_args__ = (UniqueConstraint("owner_kind", "owner_id"),)

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    owner_kind: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int]
    title: Mapped[line]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    sensitive: Mapped[bool] = mapped_column(default=False)
    statement_count: Mapped[int] = mapped_column(default=0)
    pace: Mapped[int] = mapped_column(default=PACE)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]

    @property
    def address(self) -> str:
        return f"/opinion-maps/{self.code}"

    @property
    def subject(self) -> Subject:
        return subject_of(self.owner_kind, self.owner_id)


class Statement(Model):
    """One short sentence that people agree or disagree with."""

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("map_id", "number"),)

    id: Mapped[pk]
    map_id: Mapped[int] = mapped_column(ForeignKey("opinion_map.id"))
    map: Mapped[OpinionMap] = relationship()
    number: Mapped[int]
    text: Mapped[line]
    state: Mapped[State] = mapped_column(default=State.WAITING)
    is_seed: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[moment]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))

    @property
    def place(self) -> Place:
        return self.map.place


class Participant(Model):
    """Somebody who takes part in one map. Without a `user_id`: imported, or the account is gone."""

    __tablename__ = "statement_participant"
    __table_args__ = (UniqueConstraint("map_id", "user_id"),)

    id: Mapped[pk]
    map_id: Mapped[int] = mapped_column(ForeignKey("opinion_map.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[moment]


class StatementVote(Model):
    """What one participant says to one statement: 1 agrees, -1 disagrees, 0 passes. The last word counts."""

    __tablename__ = "statement_vote"
    __table_args__ = (Index("ix_statement_vote_map", "map_id"),)

    participant_id: Mapped[int] = mapped_column(ForeignKey("statement_participant.id"), primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True, index=True)
    map_id: Mapped[int] = mapped_column(ForeignKey("opinion_map.id"))
    choice: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[moment]


class MapPicture(Model):
    """The last picture, computed by the worker. A page reads this one row.

    `shown` is what everybody may see, or nothing; `own` finds one person's place in what is shown; `asking` holds
    the counts and weights from which the next statement is drawn; `kept` makes the next picture comparable.
    `version` names the votes it was computed from, `shown_to` the moment up to which votes are in what is shown.
    """

    __tablename__ = "opinion_map_picture"

    map_id: Mapped[int] = mapped_column(ForeignKey("opinion_map.id"), primary_key=True)
    version: Mapped[str] = mapped_column(String(80), default="")
    computed_at: Mapped[moment]
    shown_to: Mapped[datetime | None]
    is_final: Mapped[bool] = mapped_column(default=False)
    shown: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    own: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    asking: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    kept: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
