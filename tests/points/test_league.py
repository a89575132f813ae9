"""The league of alliances: only organisations, only what was earned, never a last place."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.core import clock
from portal.core.clock import CITY_ZONE
from portal.points.queries.league import league
from portal.points.rules.league import Standing, shown
from portal.points.services import ledger
from portal.points.services.ledger import Because
from tests.clients import queries_of
from tests.factories import a_user, an_alliance
from tests.factories.points import points_for

SPRING = datetime(2026, 2, 10, 12, tzinfo=CITY_ZONE)


def standing(code, each, *, earners=5, members=10):
    return Standing(code=code, members=members, earners=earners, points=each * members)


@pytest.mark.no_database
def test_only_the_upper_half_is_shown_and_nobody_can_be_told_apart():
    many = [standing(f"a{n:02}", n) for n in range(30)]

    few = shown([standing("a", 9), standing("b", 9), standing("c", 3), standing("tiny", 99, earners=4)])

    assert [(rank, one.code) for rank, one in few] == [(1, "a"), (1, "b")]
    assert [one.code for _rank, one in shown(many)] == [f"a{n:02}" for n in range(29, 19, -1)]
    assert shown([]) == []


def an_alliance_that_earned(*amounts):
    members = [a_user() for _amount in amounts]
    with clock.stopped_at(SPRING):
        entries = [points_for(one, amount) for one, amount in zip(members, amounts, strict=True)]
    return an_alliance(members=tuple(members)), entries


def test_what_was_earned_counts_in_its_quarter_and_what_was_taken_back_does_not(app):
    best, entries = an_alliance_that_earned(10, 10, 10, 10, 10, 10)
    an_alliance_that_earned(5, 5, 5, 5, 5)
    an_alliance_that_earned(500, 500)
    with clock.stopped_at(SPRING):
        ledger.reverse(entries[0], key="back", because=Because())

    (place,) = league(SPRING.date().replace(month=1, day=1))

    assert (place.rank, place.code, place.earners) == (1, best.code, 5)
    assert league(SPRING.date().replace(month=4, day=1)) == []


def test_the_page_of_the_league_costs_the_same_for_one_and_three(client):
    an_alliance_that_earned(5, 5, 5, 5, 5)
    page = client.get("/points/league?quarter=2026-01-01").get_data(as_text=True)
    one = queries_of(client, "/points/league?quarter=2026-01-01")

    for _n in range(5):
        an_alliance_that_earned(5, 5, 5, 5, 5)

    assert "5.0" in page
    assert queries_of(client, "/points/league?quarter=2026-01-01") == one
    assert client.get("/points/league").status_code == 200
