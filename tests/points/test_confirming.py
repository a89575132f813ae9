"""The lines of a table, decided about by the second person in one act."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.jobs import run_due_jobs
from portal.points.models import Determination
from portal.points.queries.balances import purse
from portal.points.queries.imports import lines_for, waiting_for
from portal.points.queries.proof import verify
from portal.points.services import awarding, confirming, imports
from portal.points.services.confirming import Decided
from portal.points.services.ledger import Because
from portal.points.states import DeterminationState
from tests.clients import queries_of
from tests.factories import a_user, an_official, the_city
from tests.factories.points import a_rule
from tests.points.test_imports import table


@pytest.fixture
def officer(app):
    return an_official(Role.POINTS_OFFICER)


def kept(officer, people, file="a.csv"):
    """A table with one line for each person, of which the third can be given nothing more."""
    today = clock.today().isoformat()
    rows = [[one.username, "J08", today, 1, f"晨扫 {file}", "签到表", "", ""] for one in people]
    sent = imports.send(officer, name=file, content=table(*rows), actor=officer)
    run_due_jobs()
    imports.keep(sent, actor=officer)
    run_due_jobs()
    return sent


def neighbours(count):
    return [a_user(place_id=the_city().id) for _n in range(count)]


def test_all_lines_in_one_act_but_those_with_a_reason(officer):
    rule = a_rule(code="J08", points=5, caps=[{"span": "day", "times": 1}])
    people, second = neighbours(3), an_official(Role.POINTS_OFFICER)
    why = Because(rule_id=rule.rule_id, version_id=rule.id)
    awarding.give(rule, people[2].id, key="before", why=why)
    sent = kept(officer, people)
    lines = lines_for(sent, second)
    seen = [line.code for line in lines]

    with pytest.raises(Refused):
        confirming.decide(sent, seen=seen[:1], reasons={}, actor=second)
    with pytest.raises(Forbidden):
        confirming.decide(sent, seen=seen, reasons={}, actor=officer)
    done = confirming.decide(sent, seen=seen, reasons={seen[1]: "签到表上没有他"}, actor=second)

    assert done == Decided(confirmed=1, points=5, declined=1, left=1)
    assert [line.state for line in db.session.scalars(select(Determination).order_by(Determination.id))] == [
        DeterminationState.POSTED,
        DeterminationState.DECLINED,
        DeterminationState.PROPOSED,
    ]
    assert [purse(one.id).spendable for one in people] == [5, 0, 5]
    assert waiting_for(second) == [(sent, 1)]
    assert waiting_for(officer) == []
    with pytest.raises(Refused):
        confirming.decide(sent, seen=seen, reasons={}, actor=second)
    assert list(verify()) == []


def test_the_page_of_the_second_person(client, officer):
    a_rule(code="J08", points=5)
    people = neighbours(2)
    sent, path = kept(officer, people), "/points/control/imports/{}/lines"
    second = an_official(Role.POINTS_OFFICER)
    client.sign_in(officer)
    own = client.get(path.format(sent.code))
    client.sign_in(second)
    codes = [line.code for line in lines_for(sent, second)]

    listed = client.get("/points/control/awards").get_data(as_text=True)
    shown = client.get(path.format(sent.code)).get_data(as_text=True)
    unread = client.post(path.format(sent.code), data={"line": codes, f"reason-{codes[0]}": "没有签到"})
    long = client.post(
        path.format(sent.code), data={"line": codes, "agreed": "y", f"reason-{codes[0]}": "长" * 301}
    )
    done = client.post(
        path.format(sent.code), data={"line": codes, "agreed": "y", f"reason-{codes[0]}": "没有签到"}
    )

    assert own.status_code == 404
    assert "2 行待复核" in listed
    assert "签到表" in shown
    assert (unread.status_code, long.status_code, done.status_code) == (422, 422, 302)
    assert "没有签到" in unread.get_data(as_text=True)
    assert sorted(purse(one.id).spendable for one in people) == [0, 5]
    assert client.get(path.format(sent.code)).status_code == 404


def test_tables_and_lines_cost_the_same_for_one_and_three(client, officer):
    a_rule(code="J08", points=5)
    first, three = (kept(officer, neighbours(n), file=f"{n}.csv").code for n in (1, 3))
    client.sign_in(an_official(Role.POINTS_OFFICER))
    client.get("/points/control/awards")

    one = queries_of(client, f"/points/control/imports/{first}/lines")

    assert queries_of(client, f"/points/control/imports/{three}/lines") == one
