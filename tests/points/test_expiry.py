"""Points that were kept too long: announced three times, then gone, the oldest first."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.core.jobs import run_due_jobs
from portal.notifications.models import InboxLine
from portal.points.models import Entry
from portal.points.queries import expiry, proof
from portal.points.queries.balances import purse
from portal.points.rules import TransferKind, expired_points, first_in_first_out
from portal.points.rules.expiry import earned_before, month_start, steps_on
from portal.points.services import expiry as services
from portal.points.services import ledger
from portal.points.services.expiry import expire_points
from portal.points.services.ledger import Because
from portal.points.states import Bucket
from tests.factories import a_user
from tests.factories.points import points_for

examples = count()  # the ledger's time never runs backwards, so each example begins later


def at(year, month, day=1):
    return clock.stopped_at(datetime(year, month, day, 9, tzinfo=clock.CITY_ZONE))


def test_the_months_and_their_steps():
    assert month_start(date(2026, 1, 31), -2) == date(2025, 11, 1)
    assert earned_before(date(2026, 11, 1), 24).date() == date(2024, 11, 1)
    assert steps_on(date(2026, 10, 2)) == [
        (date(2026, 10, 1), 0),
        (date(2026, 11, 1), 30),
        (date(2026, 12, 1), 60),
    ]
    assert steps_on(date(2026, 10, 25))[1] == (date(2026, 11, 1), 7)


def test_old_points_are_announced_three_times_and_expire_once(app):
    with at(2024, 3, 10):
        user = a_user()
        points_for(user, 30)
    with at(2025, 6, 1):
        points_for(user, 12)

    for month, day in ((1, 30), (1, 31), (2, 1), (3, 2), (3, 25), (3, 31)):
        with at(2026, month, day):
            expire_points()
            run_due_jobs()
    before = purse(user.id).spendable
    with at(2026, 4):
        counts = [expire_points() + run_due_jobs() for _n in range(3)]
        seen = expiry.soon(user.id)

    assert (before, purse(user.id).spendable) == (42, 12)
    assert (counts[0] > 0, counts[1:], seen) == (True, [0, 0], None)
    keys = {line.key.split(":")[3] for line in db.session.query(InboxLine).filter_by(user_id=user.id)}
    assert keys == {"60", "30", "7"}
    assert list(proof.verify()) == []


def test_what_was_never_announced_does_not_expire(app):
    with at(2020, 1):
        user = a_user()
        points_for(user, 30)

    with at(2026, 4):
        expire_points()
        run_due_jobs()

    assert purse(user.id).spendable == 30


def test_a_month_goes_on_where_its_worker_was_killed(app, monkeypatch):
    """Three slices of two: the second dies after its last line; what it wrote is undone and written once."""
    monkeypatch.setattr(services, "SLICE", 2)
    with at(2024, 3, 10):
        people = [a_user() for _n in range(5)]
        for one in people:
            points_for(one, 30)
    with at(2026, 3, 20):
        expire_points()
        run_due_jobs()
    given_out = services._next_slice

    def killed(month, days, after):
        if after == people[3].id:
            raise KeyboardInterrupt
        given_out(month, days, after)

    with at(2026, 4):
        expire_points()
        monkeypatch.setattr(services, "_next_slice", killed)
        with pytest.raises(KeyboardInterrupt):
            run_due_jobs()
        between = [purse(one.id).spendable for one in people]
    monkeypatch.setattr(services, "_next_slice", given_out)
    with clock.stopped_at(datetime(2026, 4, 1, 9, 6, tzinfo=clock.CITY_ZONE)):  # its lease is over
        run_due_jobs()
        expire_points()
        run_due_jobs()

    assert between == [0, 0, 30, 30, 30]
    assert [purse(one.id).spendable for one in people] == [0] * 5
    gone = select(func.count(Entry.id)).where(Entry.kind == TransferKind.EXPIRE)
    step = expiry.step_of(date(2026, 4, 1), 0)
    assert (db.session.scalar(gone), step.people if step else None) == (5, 5)
    assert list(proof.verify()) == []


def test_one_is_told_on_the_page_in_time(client):
    with at(2024, 3, 10):
        user = a_user()
        points_for(user, 30)
    with at(2026, 3, 20):
        client.sign_in(user)

        page = client.get("/points/").get_data(as_text=True)

    assert "2026年4月1日" in page.replace(" ", "")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(["award", "spend", "release"]), st.integers(1, 20)), max_size=8))
def test_one_question_for_all_finds_what_the_arithmetic_finds_for_each(app, plan):
    user, begin = a_user(), month_start(date(2000, 1, 1), 10 * next(examples))
    for n, (kind, amount) in enumerate(plan):
        month = month_start(begin, n)
        with at(month.year, month.month):
            if kind == "award":
                points_for(user, amount)
            elif purse(user.id).spendable >= amount:
                post(user, TransferKind.HOLD, amount, n)
                post(user, TransferKind.SPEND if kind == "spend" else TransferKind.RELEASE, amount, n)
    before = earned_before(month_start(begin, 28), 24)

    history = proof.history(user.id, Bucket.SPENDABLE)

    expected = expired_points(first_in_first_out(history, user.id), before)
    assert dict(expiry.leaving(before, (user.id,))).get(user.id, 0) == expected


def post(user, kind, amount, n):
    key = f"{kind}:{user.id}:{n}"
    ledger.post(kind, bucket=Bucket.SPENDABLE, owner_id=user.id, amount=amount, key=key, because=Because())
