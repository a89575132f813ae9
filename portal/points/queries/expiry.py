"""How many points of whom are too old, asked of many at once: points earned first are spent first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.db import db
from portal.core.settings import setting
from portal.points.models import BookAccount, Entry, ExpiryStep
from portal.points.rules import AccountKind, TransferKind
from portal.points.rules.expiry import EXPIRE, earned_before, steps_on
from portal.points.states import Bucket


def holders(after: int, most: int) -> Sequence[int]:
    """The next people with points in the purse, in the order of their numbers."""
    found = (
        select(BookAccount.owner_id)
        .where(
            BookAccount.bucket == Bucket.SPENDABLE,
            BookAccount.kind == AccountKind.HOLDER,
            BookAccount.owner_id > after,
            BookAccount.balance > 0,
        )
        .order_by(BookAccount.owner_id)
    )
    return [owner for owner in db.session.scalars(found.limit(most)) if owner is not None]


def leaving(before: datetime, owners: Sequence[int]) -> Sequence[tuple[int, int]]:
    """Whose balance is more than all they were given since: the rest of it is older. (person, points)."""
    later = aliased(Entry)
    since = (
        select(Entry.owner_id, func.sum(Entry.amount).label("points"))
        .outerjoin(later, later.reverses_id == Entry.id)
        .where(
            Entry.owner_id.in_(owners),
            Entry.bucket == Bucket.SPENDABLE,
            Entry.kind == TransferKind.AWARD,
            Entry.at >= before,
            later.id.is_(None),
        )
        .group_by(Entry.owner_id)
        .subquery()
    )
    old = BookAccount.balance - func.coalesce(since.c.points, 0)
    found = (
        select(BookAccount.owner_id, old)
        .outerjoin(since, since.c.owner_id == BookAccount.owner_id)
        .where(
            BookAccount.owner_id.in_(owners),
            BookAccount.bucket == Bucket.SPENDABLE,
            BookAccount.kind == AccountKind.HOLDER,
            old > 0,
        )
        .order_by(BookAccount.owner_id)
    )
    return [(owner, points) for owner, points in db.session.execute(found) if owner is not None]


def keep_months() -> int:
    return int(setting("points.keep_months"))


def done(month: date) -> set[int]:
    """The steps that have been taken for a month."""
    return set(db.session.scalars(select(ExpiryStep.days).where(ExpiryStep.month == month)))


def step_of(month: date, days: int) -> ExpiryStep | None:
    return db.session.scalar(select(ExpiryStep).where(ExpiryStep.month == month, ExpiryStep.days == days))


def soon(user_id: int) -> tuple[int, date] | None:
    """What of a person's points expires next, and when; None when nothing does within the time of notices."""
    for month, days in steps_on(clock.today())[1:]:
        found = leaving(earned_before(month, keep_months()), (user_id,)) if days != EXPIRE else ()
        if found:
            return found[0][1], month
    return None
