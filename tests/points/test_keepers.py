"""Who keeps a household can be passed on, with the other's consent."""

from __future__ import annotations

import pytest

from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.points.queries import households as queries
from portal.points.services import households, keepers
from tests.factories import a_user
from tests.factories.points import a_household


def test_only_the_one_who_was_asked_and_agrees_keeps_it_from_then_on(app):
    household = a_household(members=2)
    keeper, second, third = queries.members(household)
    with pytest.raises(Forbidden):
        keepers.offer(third, actor=second.user)
    with pytest.raises(Refused):
        keepers.offer(keeper, actor=keeper.user)

    keepers.offer(second, actor=keeper.user)
    with pytest.raises(Refused):
        keepers.offer(third, actor=keeper.user)
    with pytest.raises(Forbidden):
        keepers.take(household, actor=third.user)
    unchanged = household.keeper_id
    keepers.take(household, actor=second.user)

    assert (unchanged, household.keeper_id, household.next_keeper_id) == (
        keeper.user_id,
        second.user_id,
        None,
    )
    assert [member.user_id for member in queries.members(household)][0] == keeper.user_id
    with pytest.raises(Forbidden):
        households.invite(household, person=a_user(), actor=keeper.user)


@pytest.mark.parametrize("how", ["taken back", "declined", "asked one leaves", "keeper leaves"])
def test_an_offer_ends_without_an_answer(app, how):
    household = a_household(members=2)
    keeper, second, third = queries.members(household)
    keepers.offer(third, actor=keeper.user)

    if how == "taken back":
        keepers.end_offer(household, actor=keeper.user)
    elif how == "declined":
        keepers.end_offer(household, actor=third.user)
    else:
        gone = third if how == "asked one leaves" else keeper
        households.end(gone, actor=gone.user)

    kept_by = second if how == "keeper leaves" else keeper
    assert (household.next_keeper_id, household.keeper_id) == (None, kept_by.user_id)
    with pytest.raises(Forbidden):
        keepers.take(household, actor=third.user)


def test_who_has_left_is_not_asked(app):
    household = a_household(members=1)
    keeper, second = queries.members(household)
    households.end(second, actor=second.user)

    with pytest.raises(Refused):
        keepers.offer(second, actor=keeper.user)


def test_it_is_passed_on_from_the_page(client):
    household = a_household(members=1)
    keeper, second = queries.members(household)
    first_id, second_id, code = keeper.user_id, second.user_id, second.code
    client.sign_in(keeper.user)
    asked = f"/points/household/members/{code}/keeper"

    assert asked in client.get("/points/household").get_data(as_text=True)
    client.post(asked)
    client.post("/points/household/keeper/end")
    client.post(asked)
    other = db.session.get(type(keeper.user), second_id)
    client.sign_in(other)
    told = client.get("/points/household").get_data(as_text=True)
    client.post("/points/household/keeper/accept")

    assert "同意接任" in told
    assert queries.membership(first_id).household.keeper_id == second_id
