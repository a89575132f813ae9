"""What is forgotten at night, and what is not."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import SignIn
from portal.core import clock, nightly
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.jobs import Heartbeat, Job, run_due, run_due_jobs
from portal.core.limits import Limit, Try
from portal.core.once import OnceKey
from tests.clients import Queries
from tests.factories import a_user

EVENING = datetime(2026, 3, 1, 22, 0, tzinfo=CITY_ZONE)
NIGHT = datetime(2026, 3, 2, 4, 0, tzinfo=CITY_ZONE)


def planned():
    return db.session.scalars(select(Job.run_at).where(Job.kind == nightly.KIND, Job.done_at.is_(None))).all()


def a_night(done_days_ago=0):
    """One row of everything that is forgotten one day."""
    at = NIGHT - timedelta(days=done_days_ago)
    ends = at + timedelta(days=90) if done_days_ago == 0 else at
    db.session.add_all(
        (
            Try(what=f"door:{done_days_ago}", at=at),
            OnceKey(owner="1", key=str(done_days_ago), body="", location="/", status=302, at=at),
            Job(kind="event", payload={}, run_at=at, done_at=at),
            Heartbeat(name=f"worker:{done_days_ago}", at=at),
            SignIn(token_hash=f"{done_days_ago}", user_id=a_user().id, device="", ends_at=ends),
        )
    )
    db.session.flush()


def counts():
    kept = (Try.id, OnceKey.key, Job.id, Heartbeat.name, SignIn.id)
    return [db.session.scalar(select(func.count(column))) for column in kept]


def swept():
    done = select(func.count(Job.id)).where(Job.kind == nightly.KIND, Job.done_at.is_not(None))
    return db.session.scalar(done)


def test_each_task_is_planned_once_for_the_coming_night(app):
    with clock.stopped_at(EVENING):
        assert nightly.plan() == len(nightly.tasks())
        assert nightly.plan() == 0
    with clock.stopped_at(EVENING + timedelta(hours=5)):  # three in the morning
        assert nightly.plan() == 0

    assert set(planned()) == {datetime(2026, 3, 2, 3, 30, tzinfo=CITY_ZONE)}


def test_the_night_is_made_up_for_and_the_next_one_is_planned(app):
    with clock.stopped_at(EVENING):
        run_due()
        run_due_jobs()
        assert swept() == 0
    with clock.stopped_at(NIGHT + timedelta(hours=8)):
        run_due()
        run_due_jobs()
        assert swept() == len(nightly.tasks())

    assert set(planned()) == {datetime(2026, 3, 3, 3, 30, tzinfo=CITY_ZONE)}


def test_what_has_served_its_time_goes_and_the_rest_stays(app):
    a_night(0)
    a_night(40)
    db.session.add(Job(kind="event", payload={}, run_at=NIGHT - timedelta(days=40), tries=8, error="away"))

    with clock.stopped_at(NIGHT):
        gone = {name: task() for name, task in nightly.tasks().items()}

    assert gone == {
        "core.tries": 1,
        "core.once_keys": 1,
        "core.jobs": 1,
        "core.heartbeats": 1,
        "accounts.sweep": 1,
        "files.sweep": 0,
        "notices.forget_contacts": 0,
    }
    assert counts() == [1, 1, 2, 1, 1]  # the failed job waits for somebody


def test_a_session_that_was_ended_by_hand_goes_a_month_later(app):
    a_night(0)
    with clock.stopped_at(NIGHT):
        db.session.scalars(select(SignIn)).one().ended_at = NIGHT - timedelta(days=31)
        nightly.tasks()["accounts.sweep"]()

    assert counts()[-1] == 0


@pytest.mark.parametrize("name", sorted(nightly.TERMS))
def test_one_statement_forgets_one_row_or_three(app, name):
    for days in (40, 41, 42):
        a_night(days)

    with clock.stopped_at(NIGHT), Queries() as asked:
        assert nightly.TERMS[name]() == 3

    assert len(asked) == 1


def test_a_task_of_a_feature_that_has_gone_is_nothing(app):
    nightly.run({"task": "gone.sweep"})

    assert counts() == [0] * 5


def test_no_brake_looks_further_back_than_tries_are_kept(app):
    modules = [vars(module) for name, module in sys.modules.items() if name.startswith("portal.")]
    brakes = [thing for names in modules for thing in names.values() if isinstance(thing, Limit)]

    assert len(brakes) > 15
    assert max(brake.seconds for brake in brakes) <= nightly.TERMS["tries"].days * 24 * 3600
