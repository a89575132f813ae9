"""Whoever forms, joins, leaves and passes on a household, in whatever order: the limit of each household holds."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.points.models import HouseholdMember, Voucher
from portal.points.queries import households as queries
from portal.points.queries.balances import purse
from portal.points.rules import Span
from portal.points.services import households, keepers, redemption
from portal.points.states.households import HouseholdState
from portal.points.states.vouchers import VoucherState
from tests.factories import an_official, the_city
from tests.factories.points import a_reward, a_rich_user
from tests.news import ON_SERVER

MAY, EARNED, PRICE, TIMES = datetime(2026, 5, 4, 9, tzinfo=clock.CITY_ZONE), 300, 15, 2
VERBS = ("form", "join", "join", "leave", "offer", "take", "end_offer", "reserve", "reserve", "cancel")


class Street:
    """Three people, two workers, and a reward that a household may have twice a year."""

    def __init__(self):
        self.people = [a_rich_user(EARNED) for _n in range(3)]
        self.workers = [an_official(Role.COMMUNITY_WORKER) for _n in range(2)]
        self.reward = a_reward(
            points=PRICE, stock=None, household_times=TIMES, household_span=Span.YEAR, limit_times=None
        )
        self.taken = {}  # voucher: who took it, and when
        self.stays = []  # person, household, from when, until when

    def take(self, verb, which):
        person, other = self.people[which % 3], self.people[(which + 1 + which // 3) % 3]
        mine, theirs = queries.membership(person.id), queries.membership(other.id)
        if verb == "form":
            made = households.form(the_city(), actor=person)
            households.check(made, actor=self.workers[0])
            households.confirm(made, actor=self.workers[1])
            self.stays.append([person.id, made.id, clock.now(), None])
        elif verb == "join" and theirs:
            keeper = theirs.household.keeper
            asked = households.invite(theirs.household, person=person, actor=keeper)
            households.accept(asked, shares=False, actor=person)
            self.stays.append([person.id, theirs.household_id, clock.now(), None])
        elif verb == "leave" and mine:
            households.end(mine, actor=person)
            self.stays[max(n for n, stay in enumerate(self.stays) if stay[0] == person.id)][3] = clock.now()
        elif verb == "offer" and theirs:
            keepers.offer(theirs, actor=person)
        elif verb == "take" and mine:
            keepers.take(mine.household, actor=person)
        elif verb == "end_offer" and mine:
            keepers.end_offer(mine.household, actor=person)
        elif verb == "reserve":
            self.reserve(person)
        elif verb == "cancel":
            self.cancel(person)

    def reserve(self, person):
        had = sum(1 for owner, at in self.taken.values() if self.counts(person.id, owner, at))
        try:
            voucher = redemption.reserve(self.reward, actor=person)
        except Refused:
            assert had >= TIMES
            raise
        self.taken[voucher.id] = (person.id, clock.now())
        assert had < TIMES

    def cancel(self, person):
        own = select(Voucher).where(Voucher.user_id == person.id, Voucher.state == VoucherState.RESERVED)
        voucher = db.session.scalar(own.limit(1))
        if voucher is not None:
            redemption.cancel(voucher, actor=person)
            del self.taken[voucher.id]

    def counts(self, person, owner, at):
        """One's own, all that those took who are there now, and what was taken while somebody was there who has left."""

        def reaching(who):
            return {
                home
                for one, home, since, until in self.stays
                if one == who and (until is None or since <= at < until)
            }

        return owner == person or bool(reaching(person) & reaching(owner))

    def check(self):
        now = db.session.scalars(select(HouseholdMember).where(HouseholdMember.left_at.is_(None))).all()
        assert len({member.user_id for member in now}) == len(now)
        for household in {member.household for member in now}:
            members = {member.user_id for member in now if member.household_id == household.id}
            assert household.state is HouseholdState.CONFIRMED
            assert household.keeper_id in members
            assert household.next_keeper_id in {None, *(members - {household.keeper_id})}
        for person in self.people:
            held = PRICE * sum(1 for owner, _at in self.taken.values() if owner == person.id)
            assert held <= PRICE * TIMES
            assert (purse(person.id).spendable, purse(person.id).held) == (EARNED - held, held)


STEP = st.tuples(st.sampled_from(VERBS), st.integers(0, 5))


@given(steps=st.lists(STEP, min_size=6, max_size=24))
@settings(max_examples=6 if ON_SERVER else 12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_limit_of_a_household_holds_whoever_comes_and_goes(steps):
    before = db.session.get_bind().begin_nested()
    with clock.stopped_at(MAY):
        street = Street()
    for minute, (verb, which) in enumerate(steps, 1):
        with clock.stopped_at(MAY + timedelta(minutes=minute)):
            with suppress(Refused, Forbidden), db.session.begin_nested():
                street.take(verb, which)
            street.check()
    db.session.close()
    before.rollback()  # the next walk has the tables to itself


def test_a_limit_that_is_not_asked_would_be_noticed(monkeypatch):
    street = Street()
    street.take("form", 0)
    for _n in range(TIMES):
        street.take("reserve", 0)
    street.take("join", 2)
    monkeypatch.setattr(redemption, "refuse_above_limit", lambda *_given: None)

    with pytest.raises(AssertionError):
        street.take("reserve", 2)
