"""Alliances, who belongs to them and who holds an office for a term."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.alliances.states import (
    AllianceState,
    HearingState,
    LegalForm,
    MemberKind,
    MembershipState,
    WithConventions,
)
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name, plain, rich
from portal.meetings.models import Meeting
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
    call_text: Mapped[plain] = mapped_column(default=lambda: Bitext.html(""))
    call_opened_on: Mapped[date | None]
    call_closes_on: Mapped[date | None]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"))  # the founding meeting
    meeting: Mapped[Meeting | None] = relationship()
    charter_resolution_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_resolution.id"))
    election_resolution_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_resolution.id"))
    ending_asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    with_conventions: Mapped[WithConventions | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"))
    successor: Mapped[Alliance | None] = relationship(remote_side="Alliance.id")
    made_at: Mapped[moment]


class AllianceSection(Model):
    """A part of the alliance of about twenty shops, with a leader (小组长, an office of this section)."""

    __tablename__ = "alliance_section"
    __table_args__ = (UniqueConstraint("alliance_id", "name"),)

    id: Mapped[pk]
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship()
    name: Mapped[name]
    extent: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))  # 新开路1号至29号
    made_at: Mapped[moment]

    @property
    def place(self) -> Place:
        return self.alliance.place


class Membership(Model):
    """One belonging: a person's, or an organisation's that a person answers for. `shop` is the sign over the door.

    A person may belong once for each shop. `shop_code` stays with the shop: who takes it over gets a new
    membership that `follows` the old one. Who acts besides the person who answers holds a `MemberSeat`.
    `area` is floor area in hundredths of a square metre, where owners vote by area.
    """

    __tablename__ = "alliance_membership"
    __table_args__ = (
        Index(
            "uq_alliance_membership_open",
            "alliance_id",
            "user_id",
            "shop",
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
    shop_code: Mapped[str] = mapped_column(String(16), index=True, default=lambda: secrets.token_hex(4))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("alliance_section.id"), index=True)
    section: Mapped[AllianceSection | None] = relationship()
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("alliance_membership.id"))
    follows: Mapped[Membership | None] = relationship(remote_side="Membership.id")
    initiator: Mapped[bool] = mapped_column(default=False)
    suspended_until: Mapped[date | None]
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


class MemberSeat(Model):
    """A person who acts for a member that is a shop or an organisation, for a term.

    The member has one vote: a seat that votes replaces the person who answers, and the one before it.
    """

    __tablename__ = "alliance_seat"
    __table_args__ = (
        Index(
            "uq_alliance_seat_voting",
            "membership_id",
            unique=True,
            sqlite_where=text("may_vote = 1 AND ended_at IS NULL"),
            postgresql_where=text("may_vote AND ended_at IS NULL"),
        ),
    )

    id: Mapped[pk]
    membership_id: Mapped[int] = mapped_column(ForeignKey("alliance_membership.id"), index=True)
    membership: Mapped[Membership] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    title: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))  # 项目经理
    may_sign: Mapped[bool] = mapped_column(default=False)
    may_vote: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    given_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    made_at: Mapped[moment]

    @property
    def alliance_id(self) -> int:
        return self.membership.alliance_id

    @property
    def place(self) -> Place:
        return self.membership.alliance.place


class MemberHearing(Model):
    """The council hears a member before it decides about removing it."""

    __tablename__ = "alliance_hearing"
    __table_args__ = (
        Index(
            "uq_alliance_hearing_open",
            "membership_id",
            unique=True,
            sqlite_where=text("state = 'called'"),
            postgresql_where=text("state = 'called'"),
        ),
    )

    id: Mapped[pk]
    membership_id: Mapped[int] = mapped_column(ForeignKey("alliance_membership.id"), index=True)
    membership: Mapped[Membership] = relationship()
    state: Mapped[HearingState] = mapped_column(default=HearingState.CALLED)
    reason: Mapped[line]
    held_on: Mapped[date]
    statement: Mapped[plain] = mapped_column(default=lambda: Bitext.html(""))
    called_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    votes_for: Mapped[int] = mapped_column(default=0)
    votes_against: Mapped[int] = mapped_column(default=0)
    abstained: Mapped[int] = mapped_column(default=0)
    removed: Mapped[bool | None]
    made_at: Mapped[moment]

    @property
    def alliance_id(self) -> int:
        return self.membership.alliance_id

    @property
    def user_id(self) -> int:
        return self.membership.user_id

    @property
    def place(self) -> Place:
        return self.membership.alliance.place
