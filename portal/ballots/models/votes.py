"""Votes, their options, their rolls and what was cast.

For a secret vote nothing in these tables ties a person to a choice once the vote is closed: `Vote` has no
person, no time and no running number, the roll only knows that somebody voted, and the key from which a
person's receipt is derived (`BallotKey`) is deleted with the count. Before that the key lets people look at
their receipt again and change their mind; whoever holds the whole database could then use it too.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.ballots.rules import AdoptionRule
from portal.ballots.states import Channel, ElectorateKind, Method, Phase, RollKind
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name
from portal.places.models import Place


def no_text() -> Bitext:
    return Bitext.of("")


def no_name() -> Bitext:
    return Bitext.name("")


class Ballot(Model):
    """One question put to one electorate. `path` is the page of its subject, without a language.

    `rule` is the snapshot of the adoption rule: changing the preset later changes nothing here.
    `entitled_*` and `roll_hash` are fixed with the roll; None where everybody of a level may vote. `place` is
    where those live who may vote (`LEVEL`), or whose officials keep the roll. `by_hand`: paper and hall ballots
    are typed in too, so the clock ends the voting but people declare the count. `attended`: present at the meeting.
    `settings`: what only some methods ask (`seats`, `budget`, the key of the option that is the `status_quo`), and whether
    the vote is `weighted` and `binding`.
    `paused_at`: it rests since then together with what it is about; votes that were cast stay.
    `women`: how many of those entitled are women, where that was asked when the vote was called.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        Index("ix_ballot_subject", "subject_kind", "subject_id"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    path: Mapped[str] = mapped_column(String(200))
    title: Mapped[line]
    method: Mapped[Method]
    max_choices: Mapped[int | None]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    secret: Mapped[bool] = mapped_column(default=False)
    electorate: Mapped[ElectorateKind] = mapped_column(default=ElectorateKind.ROLL)
    least_level: Mapped[int] = mapped_column(default=2)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place | None] = relationship()
    entitled_heads: Mapped[int | None]
    entitled_area: Mapped[int] = mapped_column(default=0)
    entitled_households: Mapped[int | None]
    roll_kind: Mapped[RollKind | None]
    roll_hash: Mapped[str] = mapped_column(String(64), default="")
    by_hand: Mapped[bool] = mapped_column(default=False)
    attended: Mapped[int | None]
    women: Mapped[int | None]
    voted: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    called_off: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    passed: Mapped[bool | None]
    made_at: Mapped[moment]

    options: Mapped[list[Option]] = relationship(order_by="Option.position", back_populates="ballot")

    @property
    def phase(self) -> Phase:
        if self.called_off:
            return Phase.CALLED_OFF
        if self.closed_at:
            return Phase.COUNTED
        if self.paused_at:
            return Phase.PAUSED
        now = clock.now()
        if now >= self.closes_at:
            return Phase.COUNTING
        return Phase.OPEN if now >= self.opens_at else Phase.PLANNED

    @property
    def is_weighted(self) -> bool:
        return bool(self.settings.get("weighted"))

    @property
    def is_indicative(self) -> bool:
        """Whether it only shows what people think: anything that is not formal, unless the asker says that it binds."""
        return self.method is not Method.FORMAL and not self.settings.get("binding")

    @property
    def adoption_rule(self) -> AdoptionRule | None:
        return AdoptionRule.from_json(self.rule) if self.rule else None


class BallotKey(Model):
    """The secret behind the receipts of one running vote. Deleted when it is counted."""

    __tablename__ = "ballot_key"

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), default=lambda: secrets.token_urlsafe(32))


class Option(Model):
    """One answer. `key` stands in the ballot file; `ref_id` is what it means to the feature that asks; `cost` is what
    it takes of a budget, in whole yuan.
    """

    __tablename__ = "ballot_option"
    __table_args__ = (UniqueConstraint("ballot_id", "key"),)

    id: Mapped[pk]
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), index=True)
    ballot: Mapped[Ballot] = relationship(back_populates="options")
    key: Mapped[str] = mapped_column(String(20))
    text: Mapped[line]
    position: Mapped[int]
    ref_id: Mapped[int | None]
    cost: Mapped[int | None] = mapped_column(BigInteger)


class Voter(Model):
    """One line of the roll, one vote: who may cast it, whether and through which channel it was. Never what.

    `name` and `unit` are empty where the account says who it is. `channel` is set when a ballot is received,
    `voted_on` when it counts; `cast_by_id` is whoever cast it online, the voter or their proxy.
    """

    __tablename__ = "ballot_voter"
    __table_args__ = (UniqueConstraint("ballot_id", "user_id"), UniqueConstraint("ballot_id", "number"))

    id: Mapped[pk]
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    number: Mapped[int | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    name: Mapped[name] = mapped_column(default=no_name)
    unit: Mapped[line] = mapped_column(default=no_text)
    area: Mapped[int] = mapped_column(default=0)
    channel: Mapped[Channel | None]
    cast_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    voted_on: Mapped[date | None]


class Vote(Model):
    """What was chosen: ["b"], or ["b=1", "a=2"] where marks are numbers. The receipt is its only name; `user_id`,
    `voter_id` and `channel` are empty in a secret vote. `reason` comes with objections; `area` is the weight where
    votes are weighted.
    """

    __tablename__ = "ballot_vote"
    __table_args__ = {"sqlite_with_rowid": False}

    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    receipt: Mapped[str] = mapped_column(String(14), primary_key=True)
    choices: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[line] = mapped_column(default=no_text)
    area: Mapped[int] = mapped_column(default=0)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    voter_id: Mapped[int | None] = mapped_column(ForeignKey("ballot_voter.id"), index=True)
    channel: Mapped[Channel | None]


class RuleRow(Model):
    """An adoption rule that officials have changed; unchanged presets have no row."""

    __tablename__ = "adoption_rule"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class RuleChange(Model):
    """One change of an adoption rule: from what, to what, by whom, why. Never deleted."""

    __tablename__ = "adoption_rule_change"

    id: Mapped[pk]
    key: Mapped[str] = mapped_column(String(40), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[line]
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]
