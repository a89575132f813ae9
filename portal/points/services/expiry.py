"""Points that were kept too long expire, never without having been announced."""

from __future__ import annotations

from datetime import date

from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.core.i18n import N_
from portal.events.notifications import PeopleTold
from portal.points.models import ExpiryStep
from portal.points.queries import expiry
from portal.points.rules import TransferKind
from portal.points.rules.expiry import EXPIRE, earned_before, steps_on
from portal.points.services import ledger
from portal.points.services.ledger import Because
from portal.points.states import Bucket


def expire_points() -> int:
    """Give the notices and take what is due. Not guarded: done by the calendar, each step of a month once.

    A month that was never announced takes nothing; its points are announced with the next one.
    """
    count = 0
    for month, days in steps_on(clock.today()):
        steps = expiry.done(month)
        if days in steps or (days == EXPIRE and not steps):
            continue
        people = _expire(month) if days == EXPIRE else _give_notice(month, days)
        db.session.add(ExpiryStep(month=month, days=days, people=people))
        count += people
    return count


def _give_notice(month: date, days: int) -> int:
    people = expiry.leaving(earned_before(month, expiry.keep_months()))
    for user_id, points in people:
        announce(
            PeopleTold(
                user_ids=(user_id,),
                message=N_("%(points)s of your points expire on %(day)s. Until then you can spend them."),
                path="/points/rewards",
                key=f"points:expire:{month.isoformat()}:{days}:{user_id}",
                values={"points": points, "day": f"{month.year}年{month.month}月{month.day}日"},
            )
        )
    return len(people)


def _expire(month: date) -> int:
    ledger.lock()  # what is left is read after whoever spends now
    people = expiry.leaving(earned_before(month, expiry.keep_months()))
    for user_id, points in people:
        ledger.post(
            TransferKind.EXPIRE,
            bucket=Bucket.SPENDABLE,
            owner_id=user_id,
            amount=points,
            key=f"expire:{month.isoformat()}:{user_id}",
            because=Because(),
        )
    return len(people)
