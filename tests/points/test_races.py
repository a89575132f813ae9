"""Many at once for the last piece, and one person who clicks many times: with real commits, on threads."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from portal.accounts import sessions
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.points.models import Reward, Voucher
from portal.points.queries import shelf
from portal.points.queries.balances import purse
from portal.points.queries.proof import verify
from portal.points.services import redemption
from tests.factories import a_user, the_city
from tests.factories.points import a_clerk, a_partner, a_reward, points_for

CROWD = 32

pytestmark = pytest.mark.real


def at_once(app, tokens, path, data):
    """Every token's owner sends the same form at the same moment; the answers in order."""
    start = Barrier(len(tokens))

    def send(token):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        start.wait(timeout=60)
        return client.post(path, data=data)

    with ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(send, tokens))


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
