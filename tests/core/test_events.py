"""News reaches NOW listeners at once and LATER listeners from the worker, by one job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.audit import AuditLine, record
from portal.core.db import db
from portal.core.events import Event, announce, later, now, switchboard, written_down
from portal.core.jobs import Job, run_due_jobs
from portal.core.limits import Try, count
from portal.core.work import unit_of_work


@dataclass(frozen=True, kw_only=True)
class BellRung(Event):
    """Somebody rang."""

    times: int


class Ears:
    """What was heard by whom; `ill` fails as long as it is ill."""

    def __init__(self):
        self.heard = []
        self.ill = True

    def quick(self, event):
        self.heard.append(("quick", event.times))

    def slow(self, event):
        self.heard.append(("slow", event.times))

    def sick(self, event):
        count("a row that is undone")
        record(None, "bell.sick", "a line that is undone")
        if self.ill:
            raise RuntimeError("deaf")
        self.heard.append(("sick", event.times))


@pytest.fixture
def ears(app):
    ears, board = Ears(), switchboard()
    board.connect((now(BellRung, ears.quick), later(BellRung, ears.slow)))
    yield ears
    board.now.pop(BellRung)
    board.later.pop(BellRung)


def tries():
    return db.session.scalars(select(Try.what)).all()


def test_who_listens_later_hears_from_the_worker(ears):
    announce(BellRung(times=2))
    assert ears.heard == [("quick", 2)]

    run_due_jobs()

    assert ears.heard == [("quick", 2), ("slow", 2)]


def test_all_who_listen_later_share_one_job(ears):
    switchboard().connect((later(BellRung, ears.sick),))
    ears.ill = False

    announce(BellRung(times=1))

    assert len(db.session.scalars(select(Job.id)).all()) == 1
    run_due_jobs()
    assert ears.heard == [("quick", 1), ("slow", 1), ("sick", 1)]


def test_one_who_fails_leaves_no_trace_and_is_tried_again_alone(ears):
    switchboard().connect((later(BellRung, ears.sick),))
    with unit_of_work():
        announce(BellRung(times=1))

    run_due_jobs(limit=1)
    lines = select(AuditLine.action).where(AuditLine.action == "bell.sick")
    assert (tries(), db.session.scalars(lines).all()) == ([], [])

    ears.ill = False
    with clock.stopped_at(clock.now() + timedelta(hours=1)):
        run_due_jobs()

    assert ears.heard == [("quick", 1), ("slow", 1), ("sick", 1)]
    assert tries() == ["a row that is undone"]
    assert db.session.scalars(lines).all() == ["bell.sick"]


def test_in_the_past_of_the_demo_city_everybody_hears_at_once(ears):
    with written_down() as journal:
        announce(BellRung(times=3))

    assert ears.heard == [("quick", 3), ("slow", 3)]
    assert [event for _at, event in journal] == [BellRung(times=3)]
    assert db.session.scalars(select(Job.id)).all() == []
