"""Many at once for the last piece, and one person who clicks many times: with real commits, on threads."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from portal.accounts import sessions
from portal.core import clock
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.points.models import OfflineLine, Reward, Voucher
from portal.points.queries import shelf
from portal.points.queries.balances import purse
from portal.points.queries.proof import verify
from portal.points.services import redemption
from portal.points.states import Outcome, VoucherState
from tests.factories import a_user, the_city
from tests.factories.points import a_clerk, a_partner, a_reward, points_for

CROWD = 32

pytestmark = pytest.mark.real


def at_once(app, tokens, path, data):
    """Every token's owner sends the same form at the same moment; the answers in order."""
    return all_together(app, [(token, path) for token in tokens], data)


def all_together(app, clicks, data, *besides):
    """Each (token, path) posts at the same moment, while the acts besides run; the answers of the clicks."""
    start = Barrier(len(clicks) + len(besides))

    def send(click):
        token, path = click
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        start.wait(timeout=60)
        return client.post(path, data=data)

    def act(one):
        start.wait(timeout=60)
        return one()

    with ThreadPoolExecutor(len(clicks) + len(besides)) as pool:
        acts = [pool.submit(act, one) for one in besides]
        answers = list(pool.map(send, clicks))
        for one in acts:
            one.result()
    return answers


def arranged(app, people, **reward):
    with app.app_context(), unit_of_work():
        the_city()
        shelf_piece = a_reward(**reward)
        users = [a_user() for _n in range(people)]
        for user in users:
            points_for(user, 100)
        tokens = [sessions.begin(user) for user in users]
        return shelf_piece.code, [user.id for user in users], tokens


def books_are_sound():
    return not list(verify()) and all(account.difference == 0 for account in shelf.reconciliation())


def test_the_last_piece_goes_to_one_of_many(real_portal):
    code, users, tokens = arranged(real_portal, CROWD, stock=1, points=15)

    answers = at_once(real_portal, tokens, f"/points/rewards/{code}/reserve", {"agreed": "y"})

    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: CROWD - 1}
    refused = [answer.get_data(as_text=True) for answer in answers if answer.status_code == 422]
    assert all("兑完" in page for page in refused)
    with real_portal.app_context():
        assert db.session.scalar(select(func.count(Voucher.id))) == 1
        assert db.session.scalar(select(Reward.stock)) == 0
        assert sorted(purse(user).spendable for user in users) == [85] + [100] * (CROWD - 1)
        assert books_are_sound()


def test_many_clicks_of_one_form_are_one_voucher(real_portal):
    code, [user], tokens = arranged(real_portal, 1, stock=CROWD, points=1)
    data = {"agreed": "y", "once": "the same form"}

    answers = at_once(real_portal, tokens * CROWD, f"/points/rewards/{code}/reserve", data)

    assert {answer.status_code for answer in answers} <= {302, 409}
    with real_portal.app_context():
        assert db.session.scalar(select(func.count(Voucher.id))) == 1
        assert purse(user).spendable == 99
        assert books_are_sound()


def test_one_person_stays_within_the_limit_however_fast(real_portal):
    code, [user], tokens = arranged(real_portal, 1, stock=CROWD, points=1, limit_times=2)

    at_once(real_portal, tokens * CROWD, f"/points/rewards/{code}/reserve", {"agreed": "y"})

    with real_portal.app_context():
        assert db.session.scalar(select(func.count(Voucher.id))) == 2
        assert purse(user).spendable == 98
        assert books_are_sound()


def test_one_balance_buys_no_more_than_it_holds_however_many_things_are_asked_for(real_portal):
    with real_portal.app_context(), unit_of_work():
        the_city()
        paths = [f"/points/rewards/{a_reward(points=15).code}/reserve" for _n in range(CROWD)]
        user = a_user()
        points_for(user, 100)
        token, user_id = sessions.begin(user), user.id

    answers = all_together(real_portal, [(token, path) for path in paths], {"agreed": "y"})

    assert Counter(answer.status_code for answer in answers) == {302: 6, 422: CROWD - 6}
    refused = [answer.get_data(as_text=True) for answer in answers if answer.status_code == 422]
    assert all("积分不够" in page for page in refused)
    with real_portal.app_context():
        assert (purse(user_id).spendable, purse(user_id).held) == (10, 90)
        assert sorted(db.session.scalars(select(Reward.stock))) == [9] * 6 + [10] * (CROWD - 6)
        assert books_are_sound()


def test_a_voucher_is_cancelled_or_redeemed_or_expired_and_only_one_of_them(real_portal):
    """Two shops scan it, its holder cancels it and the clock says that it is over: all in one moment."""
    with real_portal.app_context(), unit_of_work():
        shops = [a_partner(), a_partner()]
        holder = a_user()
        points_for(holder, 100)
        shelf_piece = a_reward(stock=5, points=15, partners=shops)
        codes = [redemption.reserve(shelf_piece, actor=holder).code for _n in range(4)]
        clerks = [sessions.begin(a_clerk(shop)) for shop in shops]
        mine, holder_id = sessions.begin(holder), holder.id
    clicks = [(clerk, f"/points/counter/{code}") for code in codes for clerk in clerks]
    clicks += [(mine, f"/points/vouchers/{code}/cancel") for code in codes]

    def sweep():
        with real_portal.app_context(), clock.stopped_at(clock.now() + timedelta(days=31)), unit_of_work():
            redemption.expire_vouchers()

    answers = all_together(real_portal, clicks, {}, sweep)

    said = [answer for answer in answers if answer.status_code != 302]
    assert {answer.status_code for answer in said} <= {409, 422}
    assert all("这张券不能再用了" in answer.get_data(as_text=True) for answer in said)
    with real_portal.app_context():
        states = Counter(db.session.scalars(select(Voucher.state)))
        given = states[VoucherState.REDEEMED]
        ended = {VoucherState.REDEEMED, VoucherState.CANCELLED, VoucherState.EXPIRED}
        assert set(states) <= ended
        assert len(answers) - len(said) == given + states[VoucherState.CANCELLED]
        assert (purse(holder_id).spendable, purse(holder_id).held) == (100 - 15 * given, 0)
        assert db.session.scalar(select(Reward.stock)) == 5 - given
        assert books_are_sound()


def test_a_list_sent_many_times_while_others_scan_redeems_each_voucher_once(real_portal):
    with real_portal.app_context(), unit_of_work():
        shop, holder = a_partner(), a_user()
        points_for(holder, 100)
        shelf_piece = a_reward(stock=5, points=15, partners=[shop])
        vouchers = [redemption.reserve(shelf_piece, actor=holder) for _n in range(4)]
        codes, numbers = [v.code for v in vouchers], [v.number for v in vouchers]
        clerks = [sessions.begin(a_clerk(shop)) for _n in range(2)]
        holder_id = holder.id
    clicks = [(clerk, "/points/counter/list") for clerk in clerks * 2]
    clicks += [(clerks[0], f"/points/counter/{code}") for code in codes[:2]]

    answers = all_together(real_portal, clicks, {"numbers": "\n".join(numbers[::-1])})

    assert {answer.status_code for answer in answers[:4]} == {302}
    with real_portal.app_context():
        listed = db.session.scalars(select(OfflineLine.outcome)).all()
        scanned = sum(answer.status_code == 302 for answer in answers[4:])
        assert Counter(listed) == {Outcome.REDEEMED: 4 - scanned, Outcome.BEFORE: 12 + scanned}
        assert (purse(holder_id).spendable, purse(holder_id).held) == (40, 0)
        assert books_are_sound()


def test_two_clerks_redeem_a_voucher_once(real_portal):
    with real_portal.app_context(), unit_of_work():
        partner = a_partner()
        holder = a_user()
        points_for(holder, 15)
        code = redemption.reserve(a_reward(partners=[partner]), actor=holder).code
        tokens = [sessions.begin(a_clerk(partner)) for _n in range(8)]
        holder_id = holder.id

    answers = at_once(real_portal, tokens, f"/points/counter/{code}", {})

    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: 7}
    with real_portal.app_context():
        assert (purse(holder_id).spendable, purse(holder_id).held) == (0, 0)
        assert books_are_sound()
