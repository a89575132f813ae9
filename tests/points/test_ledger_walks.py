"""Whatever happens to points, in whatever order and across whatever midnight: the books hold.

The model keeps three numbers for each person (to spend, set aside, the shop's score) and what must be true of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.jobs import run_due_jobs
from portal.core.settings import setting
from portal.points.models import BookAccount, Entry, Voucher, YearClose
from portal.points.queries import balances
from portal.points.queries.proof import verify
from portal.points.rules import TransferKind
from portal.points.services import (
    awarding,
    deductions,
    determining,
    expiry,
    ledger,
    redemption,
    scores,
    years,
)
from portal.points.services.determining import Deed
from portal.points.states import Bucket, Scheme
from portal.points.states.deductions import DeductionState, ServiceMethod
from tests.city import sheets_of_likes
from tests.factories import a_user, an_official
from tests.factories.points import a_clerk, a_partner, a_reward, a_rule
from tests.news import ON_SERVER

pytestmark = pytest.mark.both_databases

VERBS = (
    "earn",
    "earn_shop",
    "correct",
    "reserve",
    "redeem",
    "cancel",
    "find",
    "step",
    "object",
    "uphold",
    "wait",
)
START = datetime(2026, 12, 20, 10, tzinfo=CITY_ZONE)
WAITS = (1, 6, 9, 30, 400)  # days: over a deadline, over the new year, over the life of points


class City:
    """Two shopkeepers, three officers, a counter, and the day it is."""

    def __init__(self):
        self.now = START
        with clock.stopped_at(START):
            self.people = [a_user(), a_user()]
            self.officers = [an_official(Role.POINTS_OFFICER) for _n in range(3)]
            partner = a_partner()
            self.clerk = a_clerk(partner)
            self.reward = a_reward(stock=50, points=15, partners=[partner], keep_days=20)
            day = START.date() - timedelta(days=300)
            self.good = a_rule(points=20, valid_from=day)
            self.shop = a_rule(points=60, scheme=Scheme.MERCHANT, valid_from=day)
            self.bad = a_rule(points=-20, most=-900, scheme=Scheme.MERCHANT, valid_from=day)
        self.vouchers, self.entries, self.found = [], [], []

    def do(self, verb, n):
        with clock.stopped_at(self.now):
            self.due()
            with suppress(Refused, Forbidden), db.session.begin_nested():
                getattr(self, verb)(n)
        self.now += timedelta(minutes=1)

    def due(self):
        """What the clock does, three times: the second and the third change nothing."""
        for task in (redemption.expire_vouchers, years.close_years, expiry.expire_points):
            task()
        run_due_jobs()
        before = db.session.scalar(select(func.count(Entry.id)))
        for task in (redemption.expire_vouchers, years.close_years, expiry.expire_points) * 2:
            task()
        run_due_jobs()
        assert db.session.scalar(select(func.count(Entry.id))) == before

    def earn(self, n, rule=None):
        made = determining.propose(
            self.people[n % 2],
            rule=(rule or self.good).rule,
            deed=Deed(note="晨扫", occurred_on=clock.today()),
            actor=self.officers[0],
        )
        self.entries.append(determining.confirm(made, actor=self.officers[1]))

    def earn_shop(self, n):
        self.earn(n, self.shop)

    def correct(self, n):
        if self.entries:
            awarding.correct(self.entries[n % len(self.entries)], reason="重复", actor=self.officers[2])

    def reserve(self, n):
        self.vouchers.append(redemption.reserve(self.reward, actor=self.people[n % 2]))

    def redeem(self, n):
        if self.vouchers:
            redemption.redeem(self.vouchers[n % len(self.vouchers)], actor=self.clerk)

    def cancel(self, n):
        if self.vouchers:
            voucher = self.vouchers[n % len(self.vouchers)]
            redemption.cancel(voucher, actor=voucher.user)

    def find(self, n):
        self.found.append(
            deductions.find(
                self.people[n % 2],
                rule=self.bad.rule,
                facts="店外摆放",
                evidence="照片",
                occurred_on=clock.today() - timedelta(days=n % 4),
                points=(20, 300, 900)[n % 3],
                weighing="按后果",
                actor=self.officers[0],
            )
        )

    def step(self, n):
        """The notice, then the decision when its time has come."""
        if self.found:
            one = self.found[n % len(self.found)]
            if one.state is DeductionState.FOUND:
                deductions.serve(one, method=ServiceMethod.IN_PERSON, actor=self.officers[0])
            else:
                deductions.post(one, reason="属实", actor=self.officers[1])

    def object(self, n):
        if self.found:
            one = self.found[n % len(self.found)]
            deductions.object_to(one, reason="当时在卸货", actor=one.user)

    def uphold(self, n):
        if self.found:
            deductions.uphold(self.found[n % len(self.found)], reason="成立", actor=self.officers[2])

    def wait(self, n):
        self.now += timedelta(days=WAITS[n % len(WAITS)])


def holds(city: City) -> None:
    """Balances are the fold of the lines, nothing is below zero, every bucket sums to zero, no point counts twice."""
    assert list(verify()) == []
    by_bucket = select(BookAccount.bucket, func.sum(BookAccount.balance)).group_by(BookAccount.bucket)
    assert {total for _bucket, total in db.session.execute(by_bucket)} <= {0}
    highest = int(setting("points.score_cap"))
    for person in city.people:
        purse = balances.purse(person.id)
        mine = [voucher for voucher in city.vouchers if voucher.user_id == person.id]
        assert purse.held == sum(voucher.points for voucher in mine if voucher.state.value == "reserved")
        assert 0 <= purse.score_merchant <= highest
        assert purse.spendable >= 0
    for one in city.found:
        lines = [ledger.find(f"deduction:{one.id}"), ledger.find(f"deduction:{one.id}:back")]
        assert [line is not None for line in lines] == [
            one.posted_on is not None,
            one.state is DeductionState.REVERSED,
        ]
    closed = select(YearClose.user_id, YearClose.year, func.count()).group_by(
        YearClose.user_id, YearClose.year
    )
    assert all(count == 1 for _user, _year, count in db.session.execute(closed))
    holds_year(city)
    resets = select(Entry.owner_id, Entry.bucket).where(Entry.kind == TransferKind.RESET)
    assert all(bucket is Bucket.MERCHANT_SCORE for _owner, bucket in db.session.execute(resets))


def holds_year(city: City) -> None:
    """The score is this year's beginning and this year's lines; what is taken back of an older year is not in it."""
    with clock.stopped_at(city.now):
        year = clock.today().year
        for person in city.people:
            expected = 0
            for line in db.session.scalars(
                select(Entry).where(Entry.owner_id == person.id, Entry.bucket == Bucket.MERCHANT_SCORE)
            ):
                of = db.session.get_one(Entry, line.reverses_id) if line.reverses_id else line
                if clock.local(of.at).year == year and line.kind is not TransferKind.RESET:
                    sign = -1 if of.kind is TransferKind.DEDUCT else 1
                    expected += (-sign if line.reverses_id else sign) * line.amount
            begun = years.years.begun(person.id)
            if begun == year:
                assert balances.purse(person.id).score_merchant == expected


steps = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 11)), min_size=8, max_size=24)


@pytest.fixture(scope="module", autouse=True)
def nobody_reads_the_papers() -> Iterator[None]:
    with sheets_of_likes():
        yield


@given(steps)
@settings(
    max_examples=6 if ON_SERVER else 25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_books_hold_after_every_walk(app, walk):
    before = db.session.get_bind().begin_nested()
    city = City()
    for verb, n in walk:
        city.do(verb, n)
        holds(city)
    db.session.close()
    before.rollback()  # the next walk has the tables to itself


def a_long_walk() -> list[tuple[str, int]]:
    """Through every verb: a deduction given back after the new year, points that expire, a voucher of each end."""
    return [
        ("earn_shop", 0), ("earn", 0), ("earn", 1), ("earn", 1), ("reserve", 0), ("reserve", 1), ("redeem", 0),
        ("find", 0), ("find", 2), ("step", 0), ("step", 1), ("wait", 2), ("step", 0), ("step", 1), ("object", 0),
        ("cancel", 1), ("wait", 2), ("uphold", 0), ("earn_shop", 0), ("correct", 2), ("wait", 4), ("wait", 4),
        ("earn", 0), ("reserve", 0), ("wait", 3), ("earn", 1), ("earn_shop", 0), ("earn_shop", 0), ("earn_shop", 0),
    ]  # fmt: skip


@pytest.mark.usefixtures("app")
def test_a_long_walk_reaches_every_kind_of_line():
    city = City()

    for verb, n in a_long_walk():
        city.do(verb, n)
    holds(city)

    kinds = set(db.session.scalars(select(Entry.kind).distinct()))
    assert kinds == set(TransferKind)
    assert db.session.scalar(select(func.count(Voucher.id))) >= 3


FAULTS = {
    "a year that is not reset": (years, "_reset", lambda *_given: None),
    "points of a closed year that count again": (years, "_close_of", lambda *_given: None),
    "a score without its highest": (scores, "min", lambda *numbers: numbers[0]),
}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(fault, monkeypatch):
    module, name, wrong = FAULTS[fault]
    monkeypatch.setattr(module, name, wrong, raising=False)
    city = City()

    with pytest.raises(AssertionError):
        for verb, n in a_long_walk():
            city.do(verb, n)
            holds(city)
