"""Brakes that hold across all processes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.core import clock, limits
from portal.core.db import db
from portal.core.errors import TooMany
from portal.core.limits import Limit, Try

THREE = Limit(most=3, seconds=600)


def tried(times):
    for _n in range(times):
        limits.count("door:1")


def test_as_many_tries_as_allowed():
    tried(2)

    limits.check("door:1", THREE)


def test_one_more_is_told_when_to_come_back():
    with clock.stopped_at(clock.now()):
        tried(3)

        with pytest.raises(TooMany, match="10"):
            limits.check("door:1", THREE)


def test_a_try_that_is_taken_is_counted_until_no_more_are_allowed():
    with clock.stopped_at(clock.now()):
        for _n in range(3):
            limits.take("door:1", THREE)

        with pytest.raises(TooMany, match="10"):
            limits.take("door:1", THREE)

    assert db.session.scalar(select(func.count(Try.id))) == 3
    limits.take("door:2", THREE)


def test_another_door_has_its_own_count():
    tried(3)

    limits.check("door:2", THREE)


def test_after_the_time_one_may_try_again():
    with clock.stopped_at(clock.now() - timedelta(seconds=601)):
        tried(3)

    limits.check("door:1", THREE)


def test_success_forgives():
    tried(3)

    limits.forgive("door:1")

    limits.check("door:1", THREE)


def test_a_brake_in_memory_lets_go_with_the_next_stretch_of_time():
    brake = limits.Brake(THREE)
    now = clock.now()
    with clock.stopped_at(now):
        for _n in range(3):
            brake.take("door:1")
        brake.take("door:2")
        with pytest.raises(TooMany, match="10"):
            brake.take("door:1")

    with clock.stopped_at(now + timedelta(seconds=600)):
        brake.take("door:1")
    assert brake.counts == {"door:1": 1}
