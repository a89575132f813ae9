from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock, jobs
from portal.core.db import db
from portal.core.jobs import Job, enqueue, run_due_jobs


@pytest.fixture
def done(app):
    """What the handler `write` has done, and a handler `fail` that fails twice before it works."""
    seen = []

    def fail(payload):
        seen.append("try")
        if len(seen) < 3:
            raise RuntimeError("the mail server is away")

    handlers = app.extensions["portal.jobs"]
    handlers.update(write=lambda payload: seen.append(payload["n"]), fail=fail)
    yield seen
    del handlers["write"], handlers["fail"]


def test_jobs_run_once_in_their_order(done):
    for n in range(3):
        enqueue("write", {"n": n})

    assert run_due_jobs() == 3
    assert run_due_jobs() == 0
    assert done == [0, 1, 2]


def test_the_same_key_is_one_job(done):
    enqueue("write", {"n": 1}, key="close:7")
    enqueue("write", {"n": 2}, key="close:7")

    run_due_jobs()

    assert done == [1]


def test_a_job_waits_for_its_time(done):
    enqueue("write", {"n": 1}, run_at=clock.now() + timedelta(hours=1))
    assert run_due_jobs() == 0

    with clock.stopped_at(clock.now() + timedelta(hours=2)):
        assert run_due_jobs() == 1


def test_a_failing_job_is_tried_again_later(done):
    enqueue("fail", {})
    run_due_jobs()
    assert run_due_jobs() == 0  # it pauses first

    for hours in (1, 2):
        with clock.stopped_at(clock.now() + timedelta(hours=hours)):
            run_due_jobs()

    job = db.session.scalars(select(Job)).one()
    assert (done, job.tries, job.error) == (["try"] * 3, 3, None)


def test_a_job_of_a_dead_worker_is_taken_over(done):
    enqueue("write", {"n": 1})
    assert jobs.claim() is not None  # this worker dies now
    assert jobs.claim() is None

    with clock.stopped_at(clock.now() + 2 * jobs.LEASE):
        assert run_due_jobs() == 1


@pytest.fixture
def slow(app):
    """What a slow handler has done; it cannot think about 13, and 0 is nothing to do."""
    seen = []

    def think(number):
        seen.append(f"think {number}")
        if number == 13:
            raise RuntimeError("too hard")
        return number * 2

    handlers = app.extensions["portal.jobs"]
    handlers["slow"] = jobs.Slow(
        gather=lambda payload: payload["n"] or None,
        think=think,
        keep=lambda payload, result: seen.append(f"keep {payload['n']} {result}"),
    )
    yield seen
    del handlers["slow"]


def test_a_slow_job_gathers_thinks_and_keeps(slow):
    enqueue("slow", {"n": 21})
    enqueue("slow", {"n": 0})

    assert run_due_jobs() == 2
    assert slow == ["think 21", "keep 21 42"]


def test_a_slow_job_that_fails_is_tried_again(slow):
    enqueue("slow", {"n": 13})

    assert run_due_jobs() == 0

    job = db.session.scalar(select(Job))
    assert (slow, job.done_at, job.tries) == (["think 13"], None, 1)
    assert "too hard" in job.error
