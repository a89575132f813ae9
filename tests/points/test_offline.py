"""A counter without a network writes numbers down; whenever and however often it sends them, each counts once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.points.models import OfflineList, Voucher
from portal.points.queries import offline as queries
from portal.points.queries import shelf
from portal.points.queries.balances import purse
from portal.points.queries.proof import verify
from portal.points.rules import new_voucher_code
from portal.points.rules.offline import MOST, Noted, noted_lines
from portal.points.services import redemption
from portal.points.services.offline import hand_in
from portal.points.states.vouchers import Outcome, VoucherState
from tests.factories import a_user, an_official
from tests.factories.points import a_clerk, a_partner, a_reward, a_rich_user


def noted(*vouchers):
    return [Noted(voucher.number, voucher.number) for voucher in vouchers]


def outcomes(sent):
    return [line.outcome for line in sent.lines]


def test_each_line_says_what_came_of_it():
    partner, holder = a_partner(), a_rich_user(200)
    clerk, reward = a_clerk(partner), a_reward(partners=[partner])
    good, used, cancelled, late = (redemption.reserve(reward, actor=holder) for _n in range(4))
    elsewhere = redemption.reserve(a_reward(partners=[a_partner()]), actor=holder)
    redemption.redeem(used, actor=clerk)
    redemption.cancel(cancelled, actor=holder)
    late.expires_at = clock.now() - timedelta(hours=1)
    lines = [
        *noted(good, used, cancelled, late, elsewhere, good),
        *noted_lines(new_voucher_code()),
        *noted_lines("看不清"),
    ]

    sent = hand_in(lines, actor=clerk)

    assert outcomes(sent) == [
        Outcome.REDEEMED,
        Outcome.BEFORE,
        Outcome.CANCELLED,
        Outcome.EXPIRED,
        Outcome.NOT_HERE,
        Outcome.BEFORE,
        Outcome.UNKNOWN,
        Outcome.UNKNOWN,
    ]
    assert (good.state, good.partner, good.redeemed_by) == (VoucherState.REDEEMED, partner, clerk.id)
    assert elsewhere.state is VoucherState.RESERVED


def test_a_list_sent_again_redeems_nothing_more():
    partner, holder = a_partner(), a_rich_user(100)
    reward = a_reward(stock=5, partners=[partner])
    vouchers = [redemption.reserve(reward, actor=holder) for _n in range(3)]
    first, second = a_clerk(partner), a_clerk(partner)

    sent = [hand_in(noted(*vouchers), actor=clerk) for clerk in (first, first, second)]

    assert [set(outcomes(one)) for one in sent] == [{Outcome.REDEEMED}, {Outcome.BEFORE}, {Outcome.BEFORE}]
    assert (purse(holder.id).spendable, purse(holder.id).held, reward.stock) == (55, 0, 2)
    assert [account.difference for account in shelf.reconciliation()] == [0]
    assert list(verify()) == []


def test_nobody_redeems_their_own_by_a_list():
    partner = a_partner()
    clerk = a_clerk(partner)
    own = redemption.reserve(a_reward(points=0, partners=[partner]), actor=clerk)

    assert outcomes(hand_in(noted(own), actor=clerk)) == [Outcome.NOT_HERE]
    assert own.state is VoucherState.RESERVED


def test_empty_and_endless_lists_and_strangers_are_refused():
    clerk = a_clerk(a_partner())

    for lines in ([], [Noted("2", None)] * (MOST + 1)):
        with pytest.raises(Refused):
            hand_in(lines, actor=clerk)
    with pytest.raises(Forbidden):
        hand_in([Noted("2", None)], actor=a_user())


def test_a_list_is_for_its_clerk_and_for_who_looks_on():
    sent = hand_in([Noted("2", None)], actor=a_clerk(a_partner()))

    assert queries.get_list(sent.code, an_official(Role.AUDITOR)) is sent
    with pytest.raises(NotFound):
        queries.get_list(sent.code, a_clerk(a_partner()))


def test_a_clerk_sends_a_list_and_reads_what_came_of_it(client):
    partner = a_partner()
    voucher = redemption.reserve(a_reward(partners=[partner]), actor=a_rich_user())
    number = voucher.number
    client.sign_in(a_clerk(partner))

    form = client.get("/points/counter/list").get_data(as_text=True)
    assert client.post("/points/counter/list", data={"numbers": " "}).status_code == 422
    led = client.post("/points/counter/list", data={"numbers": f"{number[:4]} {number[4:]} 14:30"})
    page = client.get(led.location.split("/zh-hans")[-1]).get_data(as_text=True)

    assert "<script" not in form and len(form.encode()) < 12_000
    assert "共 1 张，已核销 1 张。" in page
    assert db.session.scalar(select(Voucher.state)) is VoucherState.REDEEMED
    client.sign_in(an_official(Role.POINTS_OFFICER))
    assert led.location.split("/zh-hans")[-1] in client.get("/points/control").get_data(as_text=True)


def test_a_list_is_no_way_around_the_brake_on_guessing(client):
    client.sign_in(a_clerk(a_partner()))
    numbers = {new_voucher_code() for _n in range(redemption.GUESSES.most + 5)}

    answer = client.post("/points/counter/list", data={"numbers": "\n".join(numbers)})

    assert answer.status_code == 429
    assert db.session.scalar(select(func.count(OfflineList.id))) == 0
