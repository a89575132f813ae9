"""Whatever is done with rewards, in whatever order: every piece and every point is accounted for afterwards."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.points.models import Reward, Slot, Voucher
from portal.points.queries import shelf
from portal.points.queries.balances import purse
from portal.points.queries.proof import verify
from portal.points.services import disputes, redemption, settlement, slots
from portal.points.services import shelf as keeping
from portal.points.states import RewardKind
from portal.points.states.vouchers import VoucherState
from tests.factories import an_official
from tests.factories.points import a_clerk, a_partner, a_reward, a_rich_user
from tests.news import ON_SERVER

BEGUN, EARNED, PRICE = 3, 100, 15
GIVEN = {VoucherState.REDEEMED, VoucherState.SETTLED, VoucherState.DISPUTED}
VERBS = ("reserve", "redeem", "cancel", "dispute", "uphold", "refund", "expire", "deliver", "lose", "settle")


class Shop:
    """One reward, one shop, two residents, and what was put on the shelf and taken off it by hand."""

    def __init__(self):
        self.partner = a_partner()
        self.reward = a_reward(stock=BEGUN, points=PRICE, partners=[self.partner])
        self.residents = [a_rich_user(EARNED), a_rich_user(EARNED)]
        self.clerk = a_clerk(self.partner)
        self.officer = an_official(Role.POINTS_OFFICER)
        self.delivered = BEGUN
        self.vouchers: list[Voucher] = []

    def take(self, verb, which):
        resident = self.residents[which % 2]
        if verb == "reserve":
            self.vouchers.append(redemption.reserve(self.reward, actor=resident))
        elif verb == "expire":
            redemption.expire_vouchers()
        elif verb in {"deliver", "lose"}:
            change = which + 1 if verb == "deliver" else -(which + 1)
            keeping.correct_stock(self.reward, change=change, reason="点数", actor=self.officer)
            self.delivered += change
        elif verb == "settle":
            month = clock.today().replace(day=1) - timedelta(days=1)
            settlement.confirm(self.partner, month=month.replace(day=1), actor=self.clerk)
            settlement.settle(self.partner, month=month.replace(day=1), actor=self.officer)
        elif self.vouchers:
            self.with_voucher(verb, self.vouchers[which % len(self.vouchers)])

    def with_voucher(self, verb, voucher):
        if verb == "redeem":
            redemption.redeem(voucher, actor=self.clerk)
        elif verb == "cancel":
            redemption.cancel(voucher, actor=voucher.user)
        elif verb == "dispute":
            disputes.dispute(voucher, reason="没有拿到", actor=voucher.user)
        else:
            getattr(disputes, verb)(voucher, reason="看了记录", actor=self.officer)

    def check(self):
        """Counted from the vouchers themselves, and not by the report that is to be believed."""
        states = Counter(db.session.scalars(select(Voucher.state)))
        given = sum(states[state] for state in GIVEN)
        reserved = states[VoucherState.RESERVED]
        left = db.session.scalar(select(Reward.stock))
        assert self.delivered == given + reserved + left
        [account] = shelf.reconciliation()
        assert (account.issued, account.redeemed, account.reserved) == (self.delivered, given, reserved)
        assert account.difference == 0
        for resident in self.residents:
            own = Counter(db.session.scalars(select(Voucher.state).where(Voucher.user_id == resident.id)))
            spent = PRICE * sum(own[state] for state in GIVEN)
            held = PRICE * own[VoucherState.RESERVED]
            assert (purse(resident.id).spendable, purse(resident.id).held) == (EARNED - spent - held, held)


class Hall(Shop):
    """A service with four times for one or two people, some days apart."""

    def __init__(self):
        super().__init__()
        self.reward.kind = RewardKind.SERVICE
        first = clock.now() + timedelta(days=2)
        self.slots = [
            slots.open_slots(
                self.reward,
                first=first + timedelta(days=9 * number),
                minutes=60,
                capacity=1 + number % 2,
                actor=self.officer,
            )[0]
            for number in range(4)
        ]

    def take(self, verb, which):
        if verb == "reserve":
            slot, resident = self.slots[which], self.residents[which % 2]
            self.vouchers.append(redemption.reserve(self.reward, slot=slot, actor=resident))
        elif verb == "close":
            reason = "师傅病了" if which else ""
            slots.close_slot(self.reward, slot=self.slots[which], reason=reason, actor=self.officer)
        else:
            super().take(verb, which)

    def check(self):
        """Whoever is coming, has come or has not come has a place; whoever cancelled or was called off has none."""
        super().check()
        for slot in self.slots:
            states = Counter(db.session.scalars(select(Voucher.state).where(Voucher.slot_id == slot.id)))
            taken = states.total() - states[VoucherState.CANCELLED]
            assert db.session.scalar(select(Slot.taken).where(Slot.id == slot.id)) == taken
            assert slot.closed_at is None or not states[VoucherState.RESERVED]


STEP = st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.sampled_from((0, 0, 1, 31)))
APPOINTED = st.tuples(
    st.sampled_from(("reserve", "reserve", "cancel", "close", "redeem", "expire")),
    st.integers(0, 3),
    st.sampled_from((0, 0, 0, 3)),
)


def walk(place, steps):
    before = db.session.get_bind().begin_nested()
    shop, now = place(), clock.now()
    for verb, which, days in steps:
        now += timedelta(days=days)
        with clock.stopped_at(now):
            with suppress(Refused, Forbidden), db.session.begin_nested():
                shop.take(verb, which)
            shop.check()
    assert not list(verify())
    db.session.close()
    before.rollback()  # the next walk has the tables to itself


@given(steps=st.lists(STEP, max_size=20))
@settings(max_examples=6 if ON_SERVER else 25, deadline=None, suppress_health_check=list(HealthCheck))
def test_issued_is_redeemed_and_reserved_and_left_at_every_moment(steps):
    walk(Shop, steps)


@given(steps=st.lists(APPOINTED, min_size=4, max_size=16))
@settings(max_examples=6 if ON_SERVER else 12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_place_of_a_time_belongs_to_somebody_who_has_not_given_it_back(steps):
    walk(Hall, steps)


@pytest.mark.parametrize(
    ("fault", "verb"), [("put_back", "cancel"), ("post", "redeem"), ("take_from_shelf", "reserve")]
)
def test_a_step_left_out_would_be_noticed(fault, verb, monkeypatch):
    shop = Shop()
    shop.take("reserve", 0)
    shop.check()
    monkeypatch.setattr(redemption, fault, lambda *_given: None)

    shop.take(verb, 0)

    with pytest.raises(AssertionError):
        shop.check()


@pytest.mark.parametrize(
    ("module", "fault", "verb"), [(slots, "give_back", "cancel"), (slots, "ends", "close")]
)
def test_a_place_that_is_not_given_back_would_be_noticed(module, fault, verb, monkeypatch):
    hall = Hall()
    hall.take("reserve", 1)
    hall.check()
    monkeypatch.setattr(module, fault, lambda *_given, **_named: False)

    hall.take(verb, 0 if verb == "cancel" else 1)

    with pytest.raises(AssertionError):
        hall.check()
