"""What reaches a vote on paper or by a show of hands, and who stands for whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.ballots.models.votes import Ballot, Voter, no_name
from portal.ballots.states import Channel
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import name


class HandBallot(Model):
    """One paper or raised hand, typed in by one person and confirmed by another; only then it counts.

    `choice` is empty in a secret vote: the paper lies in the urn, here only its arrival is noted.
    """

    __tablename__ = "ballot_by_hand"
    __table_args__ = (CheckConstraint("confirmed_by_id != typed_by_id", name="two_people"),)

    id: Mapped[pk]
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), index=True)
    ballot: Mapped[Ballot] = relationship()
    voter_id: Mapped[int] = mapped_column(ForeignKey("ballot_voter.id"), unique=True)
    voter: Mapped[Voter] = relationship()
    channel: Mapped[Channel]
    choice: Mapped[str] = mapped_column(String(20), default="")
    received_on: Mapped[date]
    batch: Mapped[str] = mapped_column(String(16))
    typed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    typed_at: Mapped[moment]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]


class UrnCount(Model):
    """How the papers of a secret vote were marked, once the urn was opened: counted by one, again by another."""

    __tablename__ = "ballot_urn"
    __table_args__ = (CheckConstraint("confirmed_by_id != typed_by_id", name="two_people"),)

    id: Mapped[pk]
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), unique=True)
    ballot: Mapped[Ballot] = relationship()
    votes: Mapped[dict[str, int]] = mapped_column(JSON)
    typed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    typed_at: Mapped[moment]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Proxy(Model):
    """An authority: somebody named may cast the vote of this line. One on paper is attached as a file.

    `alone`: the voter is not in the room, so only the holder votes for them until they come.
    """

    __tablename__ = "ballot_proxy"

    id: Mapped[pk]
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), index=True)
    ballot: Mapped[Ballot] = relationship()
    voter_id: Mapped[int] = mapped_column(ForeignKey("ballot_voter.id"), unique=True)
    voter: Mapped[Voter] = relationship()
    holder_name: Mapped[name] = mapped_column(default=no_name)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    holder: Mapped[User | None] = relationship(foreign_keys=[holder_id])
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    alone: Mapped[bool] = mapped_column(default=False)
    at: Mapped[moment]
