"""Points that were kept too long expire, never without having been announced."""

from __future__ import annotations

from datetime import date
from typing import Any

from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.core.i18n import N_
from portal.core.jobs import enqueue
from portal.events.notifications import PeopleTold
from portal.points.models import ExpiryStep
from portal.points.queries import expiry
from portal.points.rules import TransferKind
from portal.points.rules.expiry import EXPIRE, earned_before, steps_on
from portal.points.services import ledger
from portal.points.services.ledger import Because
from portal.points.states import Bucket

JOB = "points.expire"
SLICE = 200  # people in one transaction; the next slice is a job of its own


def expire_points() -> int:
    """Begin the notices and the expiry that are due. Not guarded: done by the calendar, each step of a month once.

    A month that was never announced takes nothing; its points are announced with the next one.
    """
    count = 0
    for month, days in steps_on(clock.today()):
        steps = expiry.done(month)
        if days in steps or (days == EXPIRE and not steps):
            continue
        db.session.add(ExpiryStep(month=month, days=days))
        _next_slice(month, days, after=0)
        count += 1
    return count


def _next_slice(month: date, days: int, after: int) -> None:
    enqueue(
        JOB,
        {"month": month.isoformat(), "days": days, "after": after},
        key=f"{JOB}:{month.isoformat()}:{days}:{after}",
    )


def do_slice(payload: dict[str, Any]) -> None:
    """One step for the next people. Not guarded: a job that the calendar left.

    The slice and the job of the next one stand in one transaction: a worker that dies leaves either both or none.
    """
    month, days = date.fromisoformat(payload["month"]), int(payload["days"])
    if days == EXPIRE:
        ledger.lock()  # what is left is read after whoever spends now
    owners = expiry.holders(payload["after"], SLICE)
    people = expiry.leaving(earned_before(month, expiry.keep_months()), owners)
    for user_id, points in people:
        if days == EXPIRE:
            _expire(user_id, points, month)
        else:
            _give_notice(user_id, points, month, days)
    step = expiry.step_of(month, days)
    if step is not None:
        step.people += len(people)
    if len(owners) == SLICE:
        _next_slice(month, days, after=owners[-1])


def _give_notice(user_id: int, points: int, month: date, days: int) -> None:
    announce(
        PeopleTold(
            user_ids=(user_id,),
            message=N_("%(points)s of your points expire on %(day)s. Until then you can spend them."),
            path="/points/rewards",
            key=f"points:expire:{month.isoformat()}:{days}:{user_id}",
            values={"points": points, "day": f"{month.year}年{month.month}月{month.day}日"},
        )
    )


def _expire(user_id: int, points: int, month: date) -> None:
    ledger.post(
        TransferKind.EXPIRE,
        bucket=Bucket.SPENDABLE,
        owner_id=user_id,
        amount=points,
        key=f"expire:{month.isoformat()}:{user_id}",
        because=Because(),
    )
