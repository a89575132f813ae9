"""Reserving looks before it takes a place among those who write."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from portal.core.db import db
from portal.core.once import OnceKey
from portal.core.work import unit_of_work
from portal.points.models import Voucher
from portal.points.queries.proof import verify
from tests.crowds import another_writer, on_new_connections
from tests.factories import a_user, the_city
from tests.factories.points import a_reward, points_for

pytestmark = pytest.mark.real


@pytest.fixture
def town(real_portal):
    """One reward, and somebody signed in who can afford it."""
    with real_portal.app_context(), unit_of_work():
        the_city()
        person, reward = a_user(), a_reward(stock=5, points=10, limit_times=1)
        points_for(person, 100)
        browser = real_portal.test_client()
        browser.sign_in(person)
        path = f"/points/rewards/{reward.code}/reserve"
    return SimpleNamespace(portal=real_portal, browser=browser, path=path)


def sent(town, key="k", agreed="y"):
    return town.browser.post(town.path, data={"once": key, "agreed": agreed})


def counted(town):
    with town.portal.app_context():
        assert list(verify()) == []
        return tuple(db.session.scalar(select(func.count()).select_from(kind)) for kind in (Voucher, OnceKey))


def test_what_is_refused_waits_for_nobody_and_what_writes_says_that_it_could_not(town):
    patience = ("PRAGMA busy_timeout = 50", "SET lock_timeout = '50ms'")

    with on_new_connections(town.portal, *patience), another_writer(town.portal, "points_head"):
        assert sent(town, agreed="").status_code == 422
        assert sent(town).status_code == 503

    assert counted(town) == (0, 0)


def test_the_second_sending_gets_the_first_answer_though_the_limit_is_reached_by_the_first(town):
    first, second = sent(town), sent(town)

    assert (first.status_code, second.status_code) == (302, 302)
    assert (first.location, second.headers["Idempotency-Hit"]) == (second.location, "true")
    assert sent(town, "another").status_code == 422
    assert counted(town) == (1, 1)
