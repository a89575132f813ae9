"""Good deeds that people write down themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.points.models import Determination
from portal.points.queries.balances import purse
from portal.points.services import determining
from portal.points.services.determining import Deed
from portal.points.states import DeterminationState
from tests.clients import queries_of
from tests.factories import a_user, an_official, saved
from tests.factories.points import a_rule


def claimed(person, version, **kw):
    given = {"times": 2, "note": "晨扫", "occurred_on": clock.today(), **kw}
    return determining.claim(version.rule, deed=Deed(**given), actor=person)


def test_what_one_asks_for_is_posted_when_somebody_else_has_looked():
    person, officer = a_user(), an_official(Role.POINTS_OFFICER)
    claim = claimed(person, a_rule(points=5, claimable=True))

    with pytest.raises(Forbidden):
        determining.confirm(claim, actor=person)
    before = purse(person.id).spendable
    determining.confirm(claim, actor=officer)

    assert (before, purse(person.id).spendable) == (0, 10)


def test_an_official_does_not_confirm_what_they_asked_for():
    officer = an_official(Role.POINTS_OFFICER)
    claim = claimed(officer, a_rule(points=5, claimable=True))

    with pytest.raises(Forbidden):
        determining.confirm(claim, actor=officer)


def test_only_rules_that_say_so_can_be_asked_for():
    with pytest.raises(Refused):
        claimed(a_user(), a_rule(points=5))


def test_a_day_is_asked_for_once_unless_it_was_declined():
    person, version = a_user(), a_rule(points=5, claimable=True)
    claim = claimed(person, version)
    with pytest.raises(Refused):
        claimed(person, version)
    determining.decline(claim, reason="没有人看到。", actor=an_official(Role.POINTS_OFFICER))

    again = claimed(person, version)

    assert again.state is DeterminationState.PROPOSED


def test_one_asks_on_a_page_and_sees_what_became_of_it(client):
    version = a_rule(points=5, claimable=True, title="日行一善", code="J11")
    client.sign_in(a_user())
    form = {
        "rule": version.rule.code,
        "times": "1",
        "occurred_on": clock.today().isoformat(),
        "note": "扶老人过街",
    }
    assert "日行一善" in client.get("/points/claims/new").get_data(as_text=True)

    sent = client.post("/points/claims/new", data=form)
    again = client.post("/points/claims/new", data={**form, "note": "又一次"})

    assert (sent.status_code, again.status_code) == (302, 422)
    assert "扶老人过街" in client.get("/points/claims").get_data(as_text=True)


def test_the_list_costs_the_same_for_one_and_three(client):
    person = a_user()
    person_id, version_id = person.id, a_rule(points=5, claimable=True).id
    client.sign_in(person)
    a_claim(0, person_id, version_id)
    client.get("/points/claims")
    one = queries_of(client, "/points/claims")
    for n in (1, 2):
        a_claim(n, person_id, version_id)

    assert queries_of(client, "/points/claims") == one


def a_claim(n, person_id, version_id):
    saved(
        Determination(
            points=5,
            code=f"claim{n}",
            user_id=person_id,
            version_id=version_id,
            note="晨扫",
            occurred_on=clock.today() - timedelta(days=n),
            proposed_by=person_id,
        )
    )
