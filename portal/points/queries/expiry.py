"""How many points of whom are too old, asked of all at once: points earned first are spent first."""

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


def leaving(before: datetime, owner_id: int | None = None) -> Sequence[tuple[int, int]]:
    """Whose balance is more than all they were given since: the rest of it is older. (person, points)."""
    later = aliased(Entry)
    young = (
        select(Entry.owner_id, func.sum(Entry.amount).label("points"))
        .outerjoin(later, later.reverses_id == Entry.id)
        .where(
            Entry.bucket == Bucket.SPENDABLE,
            Entry.kind == TransferKind.AWARD,
            Entry.at >= before,
            later.id.is_(None),
        )
        .group_by(Entry.owner_id)
    )
    if owner_id is not None:
        young = young.where(Entry.owner_id == owner_id)
    since = young.subquery()
    old = BookAccount.balance - func.coalesce(since.c.points, 0)
    found = (
        select(BookAccount.owner_id, old)
        .outerjoin(since, since.c.owner_id == BookAccount.owner_id)
        .where(BookAccount.bucket == Bucket.SPENDABLE, BookAccount.kind == AccountKind.HOLDER, old > 0)
        .order_by(BookAccount.owner_id)
    )
    if owner_id is not None:
        found = found.where(BookAccount.owner_id == owner_id)
    return [(owner, points) for owner, points in db.session.execute(found) if owner is not None]


def keep_months() -> int:
    return int(setting("points.keep_months"))


def done(month: date) -> set[int]:
    """The steps that have been taken for a month."""
    return set(db.session.scalars(select(ExpiryStep.days).where(ExpiryStep.month == month)))


def soon(user_id: int) -> tuple[int, date] | None:
    """What of a person's points expires next, and when; None when nothing does within the time of notices."""
    for month, days in steps_on(clock.today())[1:]:
        found = leaving(earned_before(month, keep_months()), user_id) if days != EXPIRE else ()
        if found:
            return found[0][1], month
    return None
