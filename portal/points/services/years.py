"""The year of a shop's score: closed with a grade and a certificate, reset by a line, begun anew."""

from __future__ import annotations

import secrets

from portal.core import clock
from portal.core.db import db
from portal.core.events import announce
from portal.core.i18n import N_
from portal.core.settings import setting
from portal.events.notifications import PeopleTold
from portal.points.models import Entry, YearClose
from portal.points.queries import balances, years
from portal.points.queries.household_years import is_reset
from portal.points.rules import TransferKind
from portal.points.services import household_years, ledger
from portal.points.services.ledger import Because
from portal.points.states import Bucket

AT_ONCE = 200  # shops in one run; the next run goes on


def close_years() -> int:
    """Close what was opened in an earlier year. Not guarded: done by the calendar, and repeatable."""
    shops = years.overdue(AT_ONCE)
    for user_id in shops:
        begin(user_id)
    return len(shops)


def begin(user_id: int) -> None:
    """The score of this year, after the last one is closed; once. Not guarded: part of what changes a score."""
    ledger.lock()  # two first lines of a year open it once
    year, before = clock.today().year, years.begun(user_id)
    if before is not None and before >= year:
        return
    if before is not None:
        _close(user_id, before)
    ledger.post(
        TransferKind.OPEN,
        bucket=Bucket.MERCHANT_SCORE,
        owner_id=user_id,
        amount=int(setting("points.score_start")),
        key=f"year:{year}:open:{user_id}",
        because=Because(),
    )


def _close(user_id: int, year: int) -> None:
    score = balances.score_in(user_id, Bucket.MERCHANT_SCORE)
    close = YearClose(
        code=secrets.token_hex(4),
        user_id=user_id,
        year=year,
        score=score,
        grade=balances.thresholds().grade(score),
    )
    db.session.add(close)
    _reset(user_id, score, f"year:{year}:reset:{user_id}", close)
    announce(
        PeopleTold(
            user_ids=(user_id,),
            message=N_("Your score of %(year)s is closed: %(score)s points, grade %(grade)s."),
            path=f"/points/years/{close.code}",
            key=f"points:year:{year}:{user_id}",
            values={"year": year, "score": score, "grade": str(close.grade)},
        )
    )


def _reset(user_id: int, amount: int, key: str, close: YearClose) -> None:
    if amount:
        ledger.post(
            TransferKind.RESET,
            bucket=Bucket.MERCHANT_SCORE,
            owner_id=user_id,
            amount=amount,
            key=key,
            because=Because(path=f"/points/years/{close.code}"),
        )


def give_back(entry: Entry, *, key: str, because: Because) -> None:
    """Reverse a deduction. Not guarded: part of services that have asked.

    When its year is closed, the points count for that year and its certificate, not for the present one.
    """
    ledger.reverse(entry, key=key, because=because)
    if entry.bucket is Bucket.HOUSEHOLD_SCORE:
        household_years.give_back(entry, key=key)
        return
    close = _close_of(entry)
    if close is None:
        return
    _reset(entry.owner_id, entry.amount, f"{key}.reset", close)
    close.score += entry.amount
    close.given_back += entry.amount
    close.grade = balances.thresholds().grade(close.score)


def is_frozen(entry: Entry) -> bool:
    """Whether the year of this line is closed. Not guarded: reads."""
    if entry.bucket is Bucket.HOUSEHOLD_SCORE:
        return is_reset(entry)
    return _close_of(entry) is not None


def _close_of(entry: Entry) -> YearClose | None:
    if entry.bucket is not Bucket.MERCHANT_SCORE:
        return None
    return years.closed(entry.owner_id, clock.local(entry.at).year)
