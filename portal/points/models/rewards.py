"""The shelf: rewards with their stock, partner shops, vouchers and monthly statements."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import relationship

from portal.accounts.models import Level, LevelType, User
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name, plain
from portal.files.models import StoredFile
from portal.places.models import Place
from portal.points.models.seasons import Season
from portal.points.rules import Span
from portal.points.rules.grades import Grade
from portal.points.states import LimitPer, RewardKind, Scheme, StockKind
from portal.points.states.vouchers import VoucherState

HANDED_OUT = text("partner_id IS NOT NULL")
BY_APPOINTMENT = text("slot_id IS NOT NULL")


class Partner(Model):
    """A shop that hands out rewards. Its clerks hold a role for this body: (PARTNER_CLERK, "partner", id)."""

    __tablename__ = "points_partner"

    id: Mapped[pk]
    code: Mapped[code]
    name: Mapped[name]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place] = relationship()
    address: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    agreement: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    since: Mapped[dt.date]
    active: Mapped[bool] = mapped_column(default=True)
    pin: Mapped[str | None] = mapped_column(String(200))  # a hash; None: no PIN is asked for


class Reward(Model):
    """One thing on the shelf. `stock` is what is left, None for no limit; it moves by conditional UPDATEs only.

    There may be two limits: of one person (`limit_…`), and of all members of a household together.
    """

    __tablename__ = "points_reward"
    __table_args__ = (
        CheckConstraint("stock >= 0", name="stock"),
        CheckConstraint("points >= 0", name="points"),
        CheckConstraint("household_times > 0", name="household_times"),
    )

    id: Mapped[pk]
    code: Mapped[code]
    name: Mapped[line]
    kind: Mapped[RewardKind]
    points: Mapped[int]
    stock: Mapped[int | None]
    limit_times: Mapped[int | None]
    limit_span: Mapped[Span] = mapped_column(default=Span.YEAR)
    limit_per: Mapped[LimitPer] = mapped_column(default=LimitPer.PERSON)
    household_times: Mapped[int | None]
    household_span: Mapped[Span] = mapped_column(default=Span.YEAR)
    scheme: Mapped[Scheme | None]
    least_score: Mapped[int | None]
    least_grade: Mapped[Grade | None]
    age_from: Mapped[int | None]  # no birthday is known here: the counter has a card shown
    least_level: Mapped[Level] = mapped_column(LevelType(), default=Level.L2)
    by_appointment: Mapped[bool] = mapped_column(default=False)
    adults_only: Mapped[bool] = mapped_column(default=False)
    offered: Mapped[bool] = mapped_column(default=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    keep_days: Mapped[int] = mapped_column(default=30)
    season_id: Mapped[int | None] = mapped_column(ForeignKey("points_season.id"), index=True)
    season: Mapped[Season | None] = relationship()
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    place: Mapped[Place] = relationship()
    pickup: Mapped[line]
    bearer: Mapped[line]
    text: Mapped[plain]
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    picture: Mapped[StoredFile | None] = relationship()
    made_at: Mapped[moment]
    partners: Mapped[list[Partner]] = relationship(secondary="points_reward_partner", order_by=Partner.id)

    def on_offer(self, day: dt.date) -> bool:
        return self.offered and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    @property
    def sold_out(self) -> bool:
        return self.stock == 0


class RewardPartner(Model):
    """Which shops hand out which reward; a reward without one is handed out by the community."""

    __tablename__ = "points_reward_partner"

    reward_id: Mapped[int] = mapped_column(ForeignKey("points_reward.id"), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("points_partner.id"), primary_key=True)


class Wish(Model):
    """Somebody waits for a reward that is sold out. `told_at` is when they last heard that it is back."""

    __tablename__ = "points_wish"
    __table_args__ = (UniqueConstraint("reward_id", "user_id"),)

    id: Mapped[pk]
    reward_id: Mapped[int] = mapped_column(ForeignKey("points_reward.id"))
    reward: Mapped[Reward] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    made_at: Mapped[moment]
    told_at: Mapped[dt.datetime | None]


class StockChange(Model):
    """Goods that arrived, with their paper, or a count set right, with the reason. Their sum is all ever issued."""

    __tablename__ = "points_stock_change"
    __table_args__ = (
        CheckConstraint("change <> 0", name="change"),
        CheckConstraint("change > 0 OR kind <> 'delivery'", name="delivery"),
    )

    id: Mapped[pk]
    reward_id: Mapped[int] = mapped_column(ForeignKey("points_reward.id"), index=True)
    kind: Mapped[StockKind] = mapped_column(default=StockKind.CORRECTION)
    change: Mapped[int]
    paper: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))  # number of the delivery note
    reason: Mapped[line]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class Voucher(Model):
    """A reward put aside for one person. `code` is its address (QR), `number` the eight digits for the counter."""

    __tablename__ = "points_voucher"
    __table_args__ = (
        Index("ix_points_voucher_owner", "user_id", "id"),
        Index(
            "ix_points_voucher_partner",
            "partner_id",
            "redeemed_at",
            sqlite_where=HANDED_OUT,
            postgresql_where=HANDED_OUT,
        ),
        Index(
            "ix_points_voucher_slot", "slot_id", sqlite_where=BY_APPOINTMENT, postgresql_where=BY_APPOINTMENT
        ),
        Index("ix_points_voucher_due", "state", "expires_at"),
    )

    id: Mapped[pk]
    code: Mapped[code]
    number: Mapped[str] = mapped_column(String(8), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    reward_id: Mapped[int] = mapped_column(ForeignKey("points_reward.id"), index=True)
    reward: Mapped[Reward] = relationship()
    points: Mapped[int]
    state: Mapped[VoucherState] = mapped_column(default=VoucherState.RESERVED)
    reserved_at: Mapped[moment]
    expires_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    redeemed_at: Mapped[dt.datetime | None]
    redeemed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("points_partner.id"))
    partner: Mapped[Partner | None] = relationship()
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    helper_reason: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("points_statement.id"))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("points_slot.id"))
    reminded_at: Mapped[dt.datetime | None]

    def state_at(self, now: dt.datetime) -> VoucherState:
        """Time decides: a voucher past its day is expired, swept or not."""
        if self.state is VoucherState.RESERVED and self.expires_at <= now:
            return VoucherState.MISSED if self.slot_id else VoucherState.EXPIRED
        return self.state


class Statement(Model):
    """What one partner handed out in one month: confirmed by the shop, then settled by the office and closed."""

    __tablename__ = "points_statement"
    __table_args__ = (UniqueConstraint("partner_id", "month"),)

    id: Mapped[pk]
    partner_id: Mapped[int] = mapped_column(ForeignKey("points_partner.id"))
    month: Mapped[dt.date]
    vouchers: Mapped[int]
    points: Mapped[int]
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[moment]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[dt.datetime | None]
