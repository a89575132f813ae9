"""Alliances, who belongs to them and who holds an office for a term."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.alliances.states import AllianceState, MembershipState
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name, rich
from portal.places.models import Place


class LegalForm(StrEnum):
    UNREGISTERED_GROUP = "unregistered_group"
    REGISTERED_ASSOCIATION = "registered_association"
    COMMITTEE_UNDER_RESIDENTS = "committee_under_residents"


class MemberKind(StrEnum):
    MERCHANT = "merchant"
    PROPERTY = "property"
    RESIDENT = "resident"
    COMMUNITY_WORKER = "community_worker"
    OPERATOR = "operator"


class Office(StrEnum):
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    SUPERVISOR = "supervisor"
    GROUP_LEAD = "group_lead"
    LIAISON = "liaison"  # without a vote
    OBSERVER = "observer"  # without a vote


class Alliance(Model):
    """Shops, residents and managers of one street section who look after it together."""

    __tablename__ = "alliance"

    id: Mapped[pk]
    code: Mapped[code]
    name: Mapped[name]
    intro: Mapped[rich] = mapped_column(default=lambda: Bitext.html(""))
    section: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))  # 新开路东起临河桥、西至鹤鸣里
    legal_form: Mapped[LegalForm] = mapped_column(default=LegalForm.UNREGISTERED_GROUP)
    state: Mapped[AllianceState] = mapped_column(default=AllianceState.RUNNING)
    founded_on: Mapped[date | None]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    founded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    member_count: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[moment]


class Membership(Model):
    """One person's belonging. `shop` is the sign over the door, for merchants."""

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
    state: Mapped[MembershipState] = mapped_column(default=MembershipState.APPLIED)
    applied_at: Mapped[moment]
    admitted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    joined_on: Mapped[date | None]
    ended_on: Mapped[date | None]


class OfficeTerm(Model):
    """An office held from one day to another; past terms stay."""

    __tablename__ = "alliance_office"

    id: Mapped[pk]
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    office: Mapped[Office]
    how: Mapped[str] = mapped_column(String(20), default="elected")  # elected, appointed
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
