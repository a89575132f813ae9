"""Many at once for the last piece, and one person who clicks many times: four server processes, over HTTP."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role, User
from portal.core import clock
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.points.models import OfflineLine, Reward, Slot, Voucher
from portal.points.queries import shelf
from portal.points.queries.balances import purse
from portal.points.queries.proof import verify
from portal.points.services import redemption, slots
from portal.points.states import RewardKind
from portal.points.states.vouchers import Outcome, VoucherState
from tests.factories import a_user, an_official
from tests.factories.points import a_clerk, a_partner, a_reward, points_for
from tests.forked import four_of, opened

CROWD = 32

pytestmark = [pytest.mark.real, pytest.mark.needs_no_database]


@pytest.fixture(scope="module")
def four(tmp_path_factory, bare_tables):
    """Each test brings people and rewards of its own."""
    with four_of(tmp_path_factory.mktemp("four"), bare_tables) as processes:
        yield processes


@pytest.fixture
def town(four):
    """The books are sound when a test leaves them."""
    with opened(four):
        yield four
        assert not list(verify())
        assert all(account.difference == 0 for account in shelf.reconciliation())


def residents(town, count, points=100):
    """People with points in hand, and the cookies of their browsers."""
    people = [a_user() for _n in range(count)]
    for person in people:
        points_for(person, points)
    return [person.id for person in people], [town.cookie(person) for person in people]


def reserving(reward):
    return f"/points/rewards/{reward.code}/reserve"


def vouchers_of(reward_id):
    return db.session.scalar(select(func.count(Voucher.id)).where(Voucher.reward_id == reward_id))


def test_the_last_piece_goes_to_one_of_many(town):
    with unit_of_work():
        reward = a_reward(stock=1, points=15)
        reward_id, path = reward.id, reserving(reward)
        people, cookies = residents(town, CROWD)

    answers = town.all_together([(cookie, path) for cookie in cookies], {"agreed": "y"})

    assert len({answer.process for answer in answers}) > 1, "one process alone proves nothing"
    assert Counter(answer.status for answer in answers) == {302: 1, 422: CROWD - 1}
    assert all("兑完" in answer.text for answer in answers if answer.status == 422)
    assert vouchers_of(reward_id) == 1
    assert db.session.get_one(Reward, reward_id).stock == 0
    assert sorted(purse(person).spendable for person in people) == [85] + [100] * (CROWD - 1)


def test_many_clicks_of_one_form_are_one_voucher_and_one_answer(town):
    with unit_of_work():
        reward = a_reward(stock=CROWD, points=1)
        reward_id, path = reward.id, reserving(reward)
        [person], [cookie] = residents(town, 1)

    answers = town.all_together([(cookie, path)] * CROWD, {"agreed": "y", "once": "the same form"})

    assert {answer.status for answer in answers} == {302}
    assert len({answer.location for answer in answers}) == 1
    assert vouchers_of(reward_id) == 1
    assert purse(person).spendable == 99


def test_the_last_place_of_a_time_goes_to_one_of_many_and_is_called_off_once(town):
    with unit_of_work():
        reward = a_reward(kind=RewardKind.SERVICE, stock=CROWD, points=15)
        officer, when = an_official(Role.POINTS_OFFICER), clock.now() + timedelta(days=2)
        [slot] = slots.open_slots(reward, first=when, minutes=60, capacity=1, actor=officer)
        reward_id, path, form = reward.id, reserving(reward), {"agreed": "y", "slot": slot.code}
        closing = f"/points/control/rewards/{reward.code}/slots/{slot.code}/close"
        people, cookies = residents(town, CROWD)
        keeper = town.cookie(officer)

    answers = town.all_together([(cookie, path) for cookie in cookies], form)

    losers = [answer for answer in answers if answer.status != 302]
    assert Counter(answer.status for answer in answers) == {302: 1, 422: CROWD - 1}
    assert all("刚被约满" in one.text for one in losers)
    [winner] = [n for n, answer in enumerate(answers) if answer.status == 302]
    cancel = answers[winner].location.removeprefix("/zh-hans") + "/cancel"
    ends = [(keeper, closing)] * 4 + [(cookies[winner], cancel)] * 4
    answers = town.all_together(ends, {"reason": "师傅病了"})
    assert Counter(answer.status for answer in answers)[302] in {
        1,
        2,
    }  # a time given back may still be closed
    assert db.session.scalars(select(Voucher.state).where(Voucher.reward_id == reward_id)).all() == [
        "cancelled"
    ]
    assert (purse(people[winner]).spendable, purse(people[winner]).held) == (100, 0)
    assert (db.session.scalar(select(Slot.taken)), db.session.get_one(Reward, reward_id).stock) == (0, CROWD)


def test_one_person_stays_within_the_limit_however_fast(town):
    with unit_of_work():
        reward = a_reward(stock=CROWD, points=1, limit_times=2)
        reward_id, path = reward.id, reserving(reward)
        [person], [cookie] = residents(town, 1)

    answers = town.all_together([(cookie, path)] * CROWD, {"agreed": "y"})

    assert Counter(answer.status for answer in answers) == {302: 2, 422: CROWD - 2}
    assert all("您已经换满了" in answer.text for answer in answers if answer.status == 422)
    assert vouchers_of(reward_id) == 2
    assert purse(person).spendable == 98


def test_one_balance_buys_no_more_than_it_holds_however_many_things_are_asked_for(town):
    with unit_of_work():
        rewards = [a_reward(points=15) for _n in range(CROWD)]
        ids, paths = [one.id for one in rewards], [reserving(one) for one in rewards]
        [person], [cookie] = residents(town, 1)

    answers = town.all_together([(cookie, path) for path in paths], {"agreed": "y"})

    assert Counter(answer.status for answer in answers) == {302: 6, 422: CROWD - 6}
    assert all("积分不够" in answer.text for answer in answers if answer.status == 422)
    assert (purse(person).spendable, purse(person).held) == (10, 90)
    left = db.session.scalars(select(Reward.stock).where(Reward.id.in_(ids)))
    assert sorted(left) == [9] * 6 + [10] * (CROWD - 6)


def test_a_voucher_is_cancelled_or_redeemed_or_expired_and_only_one_of_them(town):
    """Two shops scan it, its holder cancels it and the clock says that it is over: all in one moment."""
    with unit_of_work():
        shops = [a_partner(), a_partner()]
        reward = a_reward(stock=5, points=15, partners=shops)
        [holder], [mine] = residents(town, 1)
        held = [redemption.reserve(reward, actor=a_person(holder)) for _n in range(4)]
        reward_id, codes, ids = reward.id, [one.code for one in held], [one.id for one in held]
        clerks = [town.cookie(a_clerk(shop)) for shop in shops]
    clicks = [(clerk, f"/points/counter/{code}") for code in codes for clerk in clerks]
    clicks += [(mine, f"/points/vouchers/{code}/cancel") for code in codes]

    def sweep():
        with town.app.app_context(), clock.stopped_at(clock.now() + timedelta(days=31)), unit_of_work():
            redemption.expire_vouchers()

    answers = town.all_together(clicks, {}, sweep)

    said = [answer for answer in answers if answer.status != 302]
    assert {answer.status for answer in said} <= {409, 422}
    assert all("这张券不能再用了" in answer.text for answer in said)
    states = Counter(db.session.scalars(select(Voucher.state).where(Voucher.id.in_(ids))))
    given = states[VoucherState.REDEEMED]
    assert set(states) <= {VoucherState.REDEEMED, VoucherState.CANCELLED, VoucherState.EXPIRED}
    assert len(answers) - len(said) == given + states[VoucherState.CANCELLED]
    assert (purse(holder).spendable, purse(holder).held) == (100 - 15 * given, 0)
    assert db.session.get_one(Reward, reward_id).stock == 5 - given


def a_person(user_id):
    return db.session.get_one(User, user_id)


def test_a_list_sent_many_times_while_others_scan_redeems_each_voucher_once(town):
    with unit_of_work():
        shop = a_partner()
        reward = a_reward(stock=5, points=15, partners=[shop])
        [holder], _cookies = residents(town, 1)
        held = [redemption.reserve(reward, actor=a_person(holder)) for _n in range(4)]
        codes, numbers = [one.code for one in held], [one.number for one in held]
        clerks = [town.cookie(a_clerk(shop)) for _n in range(2)]
    clicks = [(clerk, "/points/counter/list") for clerk in clerks * 2]
    clicks += [(clerks[0], f"/points/counter/{code}") for code in codes[:2]]

    answers = town.all_together(clicks, {"numbers": "\n".join(numbers[::-1])})

    assert {answer.status for answer in answers[:4]} == {302}
    listed = db.session.scalars(select(OfflineLine.outcome).where(OfflineLine.typed.in_(numbers))).all()
    scanned = sum(answer.status == 302 for answer in answers[4:])
    assert Counter(listed) == {Outcome.REDEEMED: 4 - scanned, Outcome.BEFORE: 12 + scanned}
    assert (purse(holder).spendable, purse(holder).held) == (40, 0)


def test_many_partners_scanning_one_code_hand_it_out_once(town):
    with unit_of_work():
        shops = [a_partner() for _n in range(8)]
        reward = a_reward(points=15, partners=shops)
        [holder], _cookies = residents(town, 1, points=15)
        code = redemption.reserve(reward, actor=a_person(holder)).code
        clerks = [town.cookie(a_clerk(shop)) for shop in shops]

    answers = town.all_together([(clerk, f"/points/counter/{code}") for clerk in clerks], {})

    assert Counter(answer.status for answer in answers) == {302: 1, 409: 7}
    assert all("这张券不能再用了" in answer.text for answer in answers if answer.status == 409)
    assert (purse(holder).spendable, purse(holder).held) == (0, 0)
