"""Alliances, who belongs to them and who holds an office for a term."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.alliances.rules import ElectionOutcome
from portal.alliances.states import AllianceState, How, LegalForm, MemberKind, MembershipState, Office
from portal.ballots.models import Ballot
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name, plain, rich
from portal.places.models import Place


class Alliance(Model):
    """Shops, residents and managers of one street section who look after it together."""

    __tablename__ = "alliance"

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    name: Mapped[name]
    intro: Mapped[rich] = mapped_column(default=lambda: Bitext.html(""))
    charter: Mapped[plain] = mapped_column(default=lambda: Bitext.html(""))
    section: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))  # 新开路东起临河桥、西至鹤鸣里
    meets: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))  # 每月第二个星期三晚上七点
    meeting_place: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    filing_no: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    legal_form: Mapped[LegalForm] = mapped_column(default=LegalForm.UNREGISTERED_GROUP)
    state: Mapped[AllianceState] = mapped_column(default=AllianceState.RUNNING)
    founded_on: Mapped[date | None]
    dissolved_on: Mapped[date | None]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    founded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    member_count: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[moment]


class Membership(Model):
    """One person's belonging. `shop` is the sign over the door, for merchants.

    `area` is floor area in hundredths of a square metre, where owners vote by area.
    """

    __tablename__ = "alliance_membership"
    __table_args__ = (
        Index(
            "uq_alliance_membership_open",
            "alliance_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[pk]
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    kind: Mapped[MemberKind]
    shop: Mapped[name] = mapped_column(default=lambda: Bitext.name(""))
    message: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    area: Mapped[int] = mapped_column(default=0)
    state: Mapped[MembershipState] = mapped_column(default=MembershipState.APPLIED)
    applied_at: Mapped[moment]
    admitted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    joined_on: Mapped[date | None]
    ended_on: Mapped[date | None]

    @property
    def place(self) -> Place:
        return self.alliance.place


class OfficeTerm(Model):
    """An office held from one day to another; past terms stay."""

    __tablename__ = "alliance_office"

    id: Mapped[pk]
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    office: Mapped[Office]
    how: Mapped[How] = mapped_column(default=How.ELECTED)
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    warned_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))

    @property
    def place(self) -> Place:
        return self.alliance.place


class Election(Model):
    """A vote that fills an office; what it decided once it is counted."""

    __tablename__ = "alliance_election"

    id: Mapped[pk]
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship()
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), unique=True)
    ballot: Mapped[Ballot] = relationship()
    office: Mapped[Office]
    months: Mapped[int]
    called_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[ElectionOutcome | None]
    winner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[moment]


__all__ = [
    "Alliance",
    "AllianceState",
    "Election",
    "How",
    "LegalForm",
    "MemberKind",
    "Membership",
    "MembershipState",
    "Office",
    "OfficeTerm",
]
