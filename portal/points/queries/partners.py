"""Partner shops, their clerks and what they have handed out month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Grant, Role, User
from portal.accounts.queries import bodies
from portal.core import clock
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.errors import BadInput, NotFound
from portal.core.i18n import _
from portal.points.models import Partner, Statement, Voucher
from portal.points.permissions import CLERK_OF
from portal.points.states.vouchers import VoucherState


def get_partner(code: str) -> Partner:
    found = select(Partner).where(Partner.code == code).options(joinedload(Partner.place))
    partner = db.session.scalar(found)
    if partner is None:
        raise NotFound(_("This shop is not a partner."))
    return partner


def partners_of_clerk(user: Any) -> Sequence[Partner]:
    mine = bodies(user, Role.PARTNER_CLERK, CLERK_OF)
    return db.session.scalars(select(Partner).where(Partner.id.in_(mine)).order_by(Partner.id)).all()


def clerks_of(partner: Partner) -> Sequence[tuple[Grant, User]]:
    found = (
        select(Grant, User)
        .join(User, User.id == Grant.user_id)
        .where(
            Grant.role == Role.PARTNER_CLERK,
            Grant.body_kind == CLERK_OF,
            Grant.body_id == partner.id,
            Grant.ended_at.is_(None),
        )
        .order_by(Grant.id)
    )
    return [(grant, user) for grant, user in db.session.execute(found)]


def month_of(asked: str | None) -> date:
    """The first day of the month in the address (2026-11); this month when none is asked for."""
    if not asked:
        return clock.today().replace(day=1)
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError as error:
        raise BadInput(_("This address is not complete. Please go back to the first page.")) from error


def next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def redeemed_in(partner: Partner, month: date) -> Select[Voucher]:
    first, end = (datetime.combine(day, time(), CITY_ZONE) for day in (month, next_month(month)))
    return (
        select(Voucher)
        .where(Voucher.partner_id == partner.id, Voucher.redeemed_at >= first, Voucher.redeemed_at < end)
        .order_by(Voucher.redeemed_at)
    )


def to_agree(viewer: Any) -> Sequence[tuple[Partner, int]]:
    """The shops of this clerk whose last month has vouchers and no statement yet, and how many."""
    mine = bodies(viewer, Role.PARTNER_CLERK, CLERK_OF)
    if not mine:
        return []
    this_month = clock.today().replace(day=1)
    first = month_before(this_month)
    since, until = (datetime.combine(day, time(), CITY_ZONE) for day in (first, this_month))
    agreed = select(Statement.partner_id).where(Statement.month == first)
    found = (
        select(Partner, func.count(Voucher.id))
        .join(Voucher, Voucher.partner_id == Partner.id)
        .where(
            Partner.id.in_(mine),
            Partner.id.not_in(agreed),
            Voucher.redeemed_at >= since,
            Voucher.redeemed_at < until,
        )
        .group_by(Partner.id)
    )
    return [(partner, count) for partner, count in db.session.execute(found)]


def to_settle() -> Sequence[tuple[Partner, Statement]]:
    """What shops have confirmed and the office has not settled yet."""
    found = (
        select(Partner, Statement)
        .join(Statement, Statement.partner_id == Partner.id)
        .where(Statement.settled_at.is_(None))
        .options(joinedload(Partner.place))
        .order_by(Statement.month, Partner.id)
    )
    return [(partner, statement) for partner, statement in db.session.execute(found)]


@dataclass(frozen=True)
class Month:
    """One partner's month: the vouchers, and the statement once the shop has confirmed it."""

    partner: Partner
    first: date
    vouchers: Sequence[Voucher]
    statement: Statement | None

    @property
    def counted(self) -> list[Voucher]:
        """What was handed out and stands; what was refunded is listed, but no longer counts."""
        return [voucher for voucher in self.vouchers if voucher.state is not VoucherState.REFUNDED]

    @property
    def points(self) -> int:
        return sum(voucher.points for voucher in self.counted)

    @property
    def redeemed(self) -> list[Voucher]:
        """What is to be settled now."""
        return [voucher for voucher in self.vouchers if voucher.state is VoucherState.REDEEMED]

    @property
    def figures(self) -> tuple[int, int]:
        return len(self.redeemed), sum(voucher.points for voucher in self.redeemed)

    @property
    def agrees(self) -> bool:
        """Whether the shop has confirmed just what stands here now."""
        return self.statement is not None and self.figures == (
            self.statement.vouchers,
            self.statement.points,
        )

    @property
    def is_settled(self) -> bool:
        return self.statement is not None and self.statement.settled_at is not None

    @property
    def is_over(self) -> bool:
        return next_month(self.first) <= clock.today()


def month(partner: Partner, first: date) -> Month:
    found = redeemed_in(partner, first).options(joinedload(Voucher.reward), joinedload(Voucher.user))
    agreed = select(Statement).where(Statement.partner_id == partner.id, Statement.month == first)
    return Month(partner, first, db.session.scalars(found).all(), db.session.scalar(agreed))
