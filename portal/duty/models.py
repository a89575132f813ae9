"""Weeks of duty and who swaps them; walks down the street, what was found, and what was said against it."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.alliances.models import Alliance, AllianceSection, Membership
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, plain
from portal.duty import rules
from portal.duty.states import OPEN, FindingState, ObjectionState, RotaState, SwapState
from portal.places.models import Place


def nothing() -> Bitext:
    return Bitext.of("")


def no_text() -> Bitext:
    return Bitext.html("")


def new_code() -> str:
    return secrets.token_hex(4)


class Rota(Model):
    """So many weeks of an alliance from a Monday on. `sequence` grows with every change calendars should take over."""

    __tablename__ = "duty_rota"

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=new_code)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship()
    first_on: Mapped[date]
    weeks: Mapped[int]
    state: Mapped[RotaState] = mapped_column(default=RotaState.DRAFT)
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[moment]
    published_at: Mapped[datetime | None]
    changed_at: Mapped[moment]
    sequence: Mapped[int] = mapped_column(default=0)

    @property
    def path(self) -> str:
        return f"/duty/rota/{self.code}"

    @property
    def last_on(self) -> date:
        return self.first_on + rules.A_WEEK * self.weeks - timedelta(days=1)


class Week(Model):
    """One week of a rota, from its Monday: of those who have a turn in it, or of a whole section."""

    __tablename__ = "duty_week"
    __table_args__ = (UniqueConstraint("rota_id", "number"),)

    id: Mapped[pk]
    rota_id: Mapped[int] = mapped_column(ForeignKey("duty_rota.id"))
    rota: Mapped[Rota] = relationship()
    number: Mapped[int]
    starts_on: Mapped[date] = mapped_column(index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("alliance_section.id"), index=True)
    section: Mapped[AllianceSection | None] = relationship()
    note: Mapped[line] = mapped_column(default=nothing)
    reminded_on: Mapped[date | None]

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=6)

    @property
    def alliance_id(self) -> int:
        return self.rota.alliance_id

    @property
    def is_now(self) -> bool:
        return self.starts_on <= clock.today() <= self.ends_on


class Turn(Model):
    """One shop, or one member without a shop, on duty in one week."""

    __tablename__ = "duty_turn"
    __table_args__ = (UniqueConstraint("week_id", "membership_id"),)

    id: Mapped[pk]
    week_id: Mapped[int] = mapped_column(ForeignKey("duty_week.id"))
    week: Mapped[Week] = relationship()
    membership_id: Mapped[int] = mapped_column(ForeignKey("alliance_membership.id"), index=True)
    membership: Mapped[Membership] = relationship()

    @property
    def user_id(self) -> int:
        return self.membership.user_id

    @property
    def alliance_id(self) -> int:
        return self.week.rota.alliance_id


class Swap(Model):
    """One asks another to change weeks; it is done when the other agrees."""

    __tablename__ = "duty_swap"

    id: Mapped[pk]
    turn_id: Mapped[int] = mapped_column(ForeignKey("duty_turn.id"), index=True)
    turn: Mapped[Turn] = relationship(foreign_keys=[turn_id])
    other_id: Mapped[int] = mapped_column(ForeignKey("duty_turn.id"), index=True)
    other: Mapped[Turn] = relationship(foreign_keys=[other_id])
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    asker: Mapped[User] = relationship(foreign_keys=[asked_by])
    asked_of: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[SwapState] = mapped_column(default=SwapState.ASKED)
    message: Mapped[line] = mapped_column(default=nothing)
    at: Mapped[moment]
    answered_at: Mapped[datetime | None]


class CheckList(Model):
    """The items an alliance looks at instead of the city's. Never changed: a change is the next number."""

    __tablename__ = "duty_list"
    __table_args__ = (UniqueConstraint("alliance_id", "number"),)

    id: Mapped[pk]
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"))
    alliance: Mapped[Alliance] = relationship()
    number: Mapped[int]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    reason: Mapped[line]
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[moment]

    @property
    def content(self) -> rules.ItemList:
        return rules.ItemList(
            key=f"own-{self.number}",
            since=clock.local(self.made_at).date(),
            source=self.alliance.name,
            items=tuple(rules.item_from_json(row) for row in self.items),
        )


class Inspection(Model):
    """One walk down the street by one person. `list_key` names the city's list of items it was held against,
    `own_list` the alliance's own.
    """

    __tablename__ = "duty_inspection"

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=new_code)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship()
    walked_by: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    walker: Mapped[User] = relationship()
    list_key: Mapped[str] = mapped_column(String(20))
    own_list_id: Mapped[int | None] = mapped_column(ForeignKey("duty_list.id"))
    own_list: Mapped[CheckList | None] = relationship()
    looked_count: Mapped[int]
    noted_count: Mapped[int]
    at: Mapped[moment]

    @property
    def path(self) -> str:
        return f"/duty/inspections/{self.code}"

    @property
    def items(self) -> rules.ItemList:
        return self.own_list.content if self.own_list is not None else rules.list_called(self.list_key)


class Look(Model):
    """One shop that was looked at on a walk."""

    __tablename__ = "duty_look"
    __table_args__ = (UniqueConstraint("inspection_id", "membership_id"),)

    id: Mapped[pk]
    inspection_id: Mapped[int] = mapped_column(ForeignKey("duty_inspection.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("alliance_membership.id"), index=True)
    membership: Mapped[Membership] = relationship()
    all_right: Mapped[bool]


class Finding(Model):
    """Something a neighbour noted at a shop. It serves putting right, never points; `due_at` moves with a further
    reminder, `first_due_at` does not. `clause` is {"key", "path", "number", "text" (Bitext as JSON)} or None.
    """

    __tablename__ = "duty_finding"
    __table_args__ = (Index("ix_duty_finding_due", "state", "due_at"),)

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=new_code)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("duty_inspection.id"), index=True)
    inspection: Mapped[Inspection] = relationship()
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship()
    membership_id: Mapped[int] = mapped_column(ForeignKey("alliance_membership.id"), index=True)
    membership: Mapped[Membership] = relationship()
    shop_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)  # who answers for the shop
    item_code: Mapped[str] = mapped_column(String(8), default="")
    clause: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    text: Mapped[plain]
    state: Mapped[FindingState] = mapped_column(default=FindingState.REMINDED)
    found_by: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    finder: Mapped[User] = relationship(foreign_keys=[found_by])
    found_at: Mapped[moment]
    time_given: Mapped[str] = mapped_column(String(8))
    first_due_at: Mapped[datetime]
    due_at: Mapped[datetime]
    reminders: Mapped[int] = mapped_column(default=1)
    late_told_at: Mapped[datetime | None]
    answer: Mapped[plain] = mapped_column(default=no_text)
    answered_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    rechecked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    rechecked_at: Mapped[datetime | None]
    referred_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @property
    def path(self) -> str:
        return f"/duty/findings/{self.code}"

    @property
    def place(self) -> Place:
        return self.alliance.place

    @property
    def item(self) -> rules.Item | None:
        return self.inspection.items.get(self.item_code)

    @property
    def clause_text(self) -> Bitext:
        return Bitext.from_json(self.clause["text"]) if self.clause else nothing()

    @property
    def title(self) -> Bitext:
        """What it is about, in a few words."""
        item = self.item
        return item.text if item is not None else self.clause_text

    @property
    def late(self) -> bool:
        return self.state is FindingState.REMINDED and self.due_at <= clock.now()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class Objection(Model):
    """The shop does not agree with a finding; the supervisor answers until `due_on`."""

    __tablename__ = "duty_objection"

    id: Mapped[pk]
    finding_id: Mapped[int] = mapped_column(ForeignKey("duty_finding.id"), unique=True)
    finding: Mapped[Finding] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    text: Mapped[plain]
    state: Mapped[ObjectionState] = mapped_column(default=ObjectionState.FILED)
    at: Mapped[moment]
    due_on: Mapped[date]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answer: Mapped[plain] = mapped_column(default=no_text)
    answered_at: Mapped[datetime | None]

    @property
    def alliance_id(self) -> int:
        return self.finding.alliance_id

    @property
    def found_by(self) -> int:
        return self.finding.found_by

    @property
    def shop_id(self) -> int:
        return self.finding.shop_id
