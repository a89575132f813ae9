"""Whoever waits for something sold out hears once that it is back, and can stop waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role, User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.notifications.models import InboxLine
from portal.points import personal
from portal.points.models import Wish
from portal.points.queries import wishes as queries
from portal.points.services import redemption, wishes
from portal.points.services import shelf as services
from portal.points.states import RewardKind
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.points import a_reward, a_rich_user


def told(user):
    return list(db.session.scalars(select(InboxLine.path).where(InboxLine.user_id == user.id)))


def test_who_waits_is_told_when_something_comes_back_and_once_a_day():
    taker, waiting, officer = a_rich_user(), a_user(), an_official(Role.POINTS_OFFICER)
    reward = a_reward(stock=1)
    voucher = redemption.reserve(reward, actor=taker)
    wishes.wish(reward, actor=waiting)

    redemption.cancel(voucher, actor=taker)
    assert told(waiting) == [f"/points/rewards/{reward.code}"]

    services.correct_stock(reward, change=-1, reason="破损", actor=officer)
    services.correct_stock(reward, change=5, reason="到货", actor=officer)
    assert len(told(waiting)) == 1

    with clock.stopped_at(clock.now() + timedelta(days=2)):
        services.correct_stock(reward, change=5, reason="又到货", actor=officer)
        assert len(told(waiting)) == 1  # there was something left all the time
        services.correct_stock(reward, change=-10, reason="清点", actor=officer)
        services.correct_stock(reward, change=5, reason="到货", actor=officer)
    assert len(told(waiting)) == 2


def test_nobody_is_called_to_an_empty_shelf():
    waiting, officer = a_user(), an_official(Role.POINTS_OFFICER)
    reward = a_reward(stock=0, offered=False)
    wishes.wish(reward, actor=waiting)

    services.correct_stock(reward, change=5, reason="到货", actor=officer)

    assert told(waiting) == []


def test_a_wish_stands_once_and_not_for_honours():
    reward, waiting = a_reward(stock=0), a_user()
    wishes.wish(reward, actor=waiting)

    with pytest.raises(Refused):
        wishes.wish(reward, actor=waiting)
    with pytest.raises(Refused):
        wishes.wish(a_reward(kind=RewardKind.HONOUR), actor=waiting)
    wishes.drop(reward, actor=waiting)
    with pytest.raises(Refused):
        wishes.drop(reward, actor=waiting)

    assert queries.waiting_for(reward) == 0


def test_the_list_is_kept_by_its_owner(client):
    reward, waiting = a_reward(stock=0), a_user()
    client.sign_in(waiting)

    sold_out = client.get(f"/points/rewards/{reward.code}").get_data(as_text=True)
    client.post(f"/points/rewards/{reward.code}/wish")
    listed = client.get("/points/wishes").get_data(as_text=True)
    client.post(f"/points/rewards/{reward.code}/wish/drop")

    assert f"/points/rewards/{reward.code}/wish" in sold_out
    assert f"/points/rewards/{reward.code}/wish/drop" in listed
    assert db.session.scalar(select(Wish.id)) is None


def test_the_list_costs_the_same_for_many_wishes(client):
    waiting = a_user()
    user_id, counts = waiting.id, []
    client.sign_in(waiting)
    for _n in range(4):
        wishes.wish(a_reward(stock=0), actor=db.session.get_one(User, user_id))
        counts.append(queries_of(client, "/points/wishes"))

    assert counts[1] == counts[3]  # the first one warms up


def test_wishes_are_handed_out_and_forgotten():
    waiting = a_user()
    wishes.wish(a_reward(stock=0), actor=waiting)

    handed_out = personal.export(waiting.id)["wishes"]
    personal.forget(waiting.id)

    assert [wish["reward"] for wish in handed_out] == ["三治面券（面值10元）"]
    assert personal.export(waiting.id)["wishes"] == []


def test_an_officer_sees_how_many_wait(client):
    reward = a_reward(stock=0)
    for _n in range(2):
        wishes.wish(reward, actor=a_user())
    client.sign_in(an_official(Role.POINTS_OFFICER))

    assert "等待人数" in client.get(f"/points/rewards/{reward.code}").get_data(as_text=True)
