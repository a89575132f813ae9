"""Processes killed in the middle of whatever they do, fifty times: nothing is lost and nothing is done twice."""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.app import create_app
from portal.core import audit, clock, jobs
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.notifications.models import InboxLine
from portal.points.models import Entry, Reward, Voucher
from portal.points.queries import shelf
from portal.points.queries.balances import purse
from portal.points.queries.proof import verify
from portal.points.rules import TransferKind
from portal.points.states.vouchers import VoucherState
from tests.conftest import a_config
from tests.factories import a_user, the_city
from tests.factories.points import a_clerk, a_partner, a_reward, a_rule, points_for
from tests.forked import forked

pytestmark = [pytest.mark.real, pytest.mark.needs_no_database]

KILLS, PEOPLE, NEWS, PLENTY, PRICE = 50, 4, 240, 100_000, 3


class Resident(threading.Thread):
    """Takes a voucher, has it handed out or cancels it, and so on; asks again whenever nobody answers."""

    def __init__(self, web, number, cookies, path, stop):
        super().__init__(daemon=True)
        self.web, self.number, self.path, self.stop = web, number, path, stop
        self.own, self.clerk = cookies
        self.reserved, self.redeemed, self.cancelled = [], [], []
        self.unanswered, self.wrong = 0, []

    def run(self):
        turn = 0
        while not self.stop.is_set() or turn < 3:  # on a busy machine too each has cancelled one
            turn += 1
            answer = self.insist(self.own, self.path, {"agreed": "y", "once": f"{self.number}-{turn}"})
            code = answer.location.rpartition("/")[2]
            self.reserved.append(code)
            if turn % 3:
                self.insist(self.clerk, f"/points/counter/{code}", {"once": f"out-{self.number}-{turn}"})
                self.redeemed.append(code)
            else:
                self.insist(
                    self.own, f"/points/vouchers/{code}/cancel", {"once": f"off-{self.number}-{turn}"}
                )
                self.cancelled.append(code)

    def insist(self, cookie, path, form):
        """The same form until it is answered, as the reload button of a browser does it."""
        while True:
            with suppress(OSError, http.client.HTTPException):
                answer = self.web.post(cookie, path, form)
                if answer.status == 302:
                    return answer
                self.wrong.append((path, answer.status))
            self.unanswered += 1


def test_processes_killed_fifty_times_lose_nothing_and_double_nothing(tmp_path, bare_tables):
    app = create_app(a_config(tmp_path, "killed", like=bare_tables), TESTING=True)
    stop = threading.Event()
    with app.app_context():
        db.session.remove()
        db.session.configure(bind=None)
        with forked(app, "web", 4) as web, forked(app, "worker", 2) as workers:
            with unit_of_work():
                the_city()
                shop = a_partner()
                reward = a_reward(stock=PLENTY, points=PRICE, partners=[shop])
                a_rule(event="PostWritten", points=2)
                people = [a_user() for _n in range(PEOPLE)]
                for person in people:
                    points_for(person, PLENTY)
                ids = [person.id for person in people]
                path = f"/points/rewards/{reward.code}/reserve"
                cookies = [(web.cookie(person), web.cookie(a_clerk(shop))) for person in people]
                for number in range(NEWS):
                    news = {"post_id": number, "topic_id": number, "user_id": ids[number % PEOPLE]}
                    to = ["PostWritten>portal.points.receivers.award"]
                    jobs.enqueue("event", {"to": to, "event": news})
            residents = [Resident(web, number, cookies[number], path, stop) for number in range(PEOPLE)]
            for resident in residents:
                resident.start()
            kill_at_random((web, workers))
            stop.set()
            for resident in residents:
                resident.join(60)
                assert not resident.is_alive()

        with clock.stopped_at(clock.now() + jobs.LEASE + timedelta(minutes=1)):
            jobs.run_due_jobs()  # those whose worker was killed are leased until now

        assert [resident.wrong for resident in residents] == [[]] * PEOPLE
        assert sum(resident.unanswered for resident in residents) > 0, "nobody was hit: the test saw nothing"
        check(residents, ids)
        db.session.remove()
        db.engine.dispose()


def kill_at_random(families):
    """At moments that nobody chose, now a web process, now a worker; those who follow are left time to begin."""
    chance = random.Random()
    for _n in range(KILLS):
        time.sleep(chance.uniform(0.01, 0.12))
        pids = [pid for family in families for pid in family.pids()]
        with suppress(ProcessLookupError):
            os.kill(chance.choice(pids), signal.SIGKILL)


def check(residents, ids):
    """What was answered is in the books, once; nothing is there that nobody has asked for."""
    reserved = [code for resident in residents for code in resident.reserved]
    assert sorted(db.session.scalars(select(Voucher.code))) == sorted(reserved)
    for state, codes in (
        (VoucherState.REDEEMED, [code for resident in residents for code in resident.redeemed]),
        (VoucherState.CANCELLED, [code for resident in residents for code in resident.cancelled]),
    ):
        found = db.session.scalars(select(Voucher.code).where(Voucher.state == state))
        assert sorted(found) == sorted(codes)
    for person, resident in zip(ids, residents, strict=True):
        earned = PLENTY + 2 * (NEWS // PEOPLE)
        assert (purse(person).spendable, purse(person).held) == (earned - PRICE * len(resident.redeemed), 0)
    kinds = dict(db.session.execute(select(Entry.kind, func.count()).group_by(Entry.kind)).all())
    given, back = (sum(len(getattr(one, name)) for one in residents) for name in ("redeemed", "cancelled"))
    assert (kinds[TransferKind.HOLD], kinds[TransferKind.SPEND]) == (given + back, given)
    assert kinds.get(TransferKind.RELEASE, 0) == back
    ready = select(func.count()).where(InboxLine.key.like("voucher:%:ready"))
    assert db.session.scalar(ready) == len(reserved)
    assert db.session.scalar(select(Reward.stock)) == PLENTY - given
    undone = select(jobs.Job.error).where(jobs.Job.done_at.is_(None))
    assert Counter(db.session.scalars(undone)) == Counter()
    assert all(account.difference == 0 for account in shelf.reconciliation())
    assert not list(verify())
    assert not list(audit.verify())
