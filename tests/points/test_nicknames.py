"""How people are shown in public notices of points: by number, or by a nickname they agreed to."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.accounts.rules.names import fold
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.points.personal import export, forget
from portal.points.queries import nicknames as queries
from portal.points.queries.deductions import quarter
from portal.points.rules import Span, span_start
from portal.points.rules.nicknames import Trouble, trouble
from portal.points.services import nicknames as services
from portal.points.states.deductions import DeductionState
from tests.clients import queries_of
from tests.factories import a_user, an_official, the_city
from tests.factories.points import a_deduction, points_for


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("nickname", "wrong"),
    [
        ("晨扫阿姨", None),
        ("Blue Sky", Trouble.LETTERS),
        ("晨", Trouble.LENGTH),
        ("晨" * 13, Trouble.LENGTH),
        ("电话13800000000", Trouble.LENGTH),
        ("晨扫138", Trouble.LETTERS),
        ("晨扫①③⑧", Trouble.LETTERS),
        ("晨扫Ⅷ", Trouble.LETTERS),
        ("幺三八零零零", Trouble.LETTERS),
        ("壹參捌零找我", Trouble.LETTERS),
        ("三五好友", None),
        ("二〇二六春", Trouble.LETTERS),
        ("秀蘭大姐", Trouble.NAME),
        ("王秀兰", Trouble.NAME),
        ("我是WangXL", Trouble.NAME),
        ("管理员", Trouble.OFFICE),
        ("临河街道小李", Trouble.OFFICE),
    ],
)
def test_what_can_be_a_nickname(nickname, wrong):
    assert trouble(nickname, ("wangxl", "王秀兰")) is wrong


@pytest.fixture
def person(app):
    return a_user(place_id=the_city().id)


@pytest.fixture
def officer(app):
    return an_official(Role.POINTS_OFFICER)


def accepted(person, nickname, officer):
    mine = services.choose(person, nickname=nickname, actor=person)
    services.accept(mine, actor=officer)
    return mine


def shown():
    """The lines of the notice of last quarter and who is thanked there."""
    start = span_start(Span.QUARTER, clock.today())
    return (
        [str(line.nickname) if line.nickname else line.code for line in quarter(start)],
        [str(one.nickname) for one in queries.thanked(start)],
    )


def taken_from(person):
    today = clock.today()
    return a_deduction(person=person, state=DeductionState.POSTED, posted_on=today, public_on=today)


def test_a_nickname_is_shown_when_it_was_looked_at_and_gone_when_it_is_taken_back(person, officer):
    line, other = taken_from(person), taken_from(a_user())
    points_for(person, 5)
    points_for(other.user, 50)

    mine = services.choose(person, nickname="晨扫阿姨", actor=person)
    waiting = shown()
    services.accept(mine, actor=officer)
    afterwards = shown()
    services.choose(person, nickname="巷口豆浆", actor=person)
    chosen_anew = shown()
    services.accept(mine, actor=officer)
    data = export(person.id)["nicknames"]
    services.withdraw(person, actor=person)

    assert waiting == chosen_anew == shown() == ([line.code, other.code], [])
    assert afterwards == (["晨扫阿姨", other.code], ["晨扫阿姨"])
    assert [one["name"] for one in data] == ["巷口豆浆"]
    with pytest.raises(Refused):
        services.withdraw(person, actor=person)


def test_an_official_takes_a_nickname_down_and_forgetting_takes_it_along(person, officer):
    taken_from(person)
    mine = accepted(person, "晨扫阿姨", officer)
    with pytest.raises(Refused):
        services.accept(mine, actor=officer)
    with pytest.raises(Refused):
        services.refuse(mine, reason=" ", actor=officer)
    services.refuse(mine, reason="有人觉得被冒犯", actor=officer)
    refused = shown()
    accepted(person, "巷口豆浆", officer)
    person.is_minor = True
    as_minor = shown()
    person.is_minor = False
    forget(person.id)

    assert refused == as_minor == shown()
    assert shown()[1] == []
    assert queries.of(person.id) is None


def test_who_may_choose_and_who_may_look(person, officer):
    other = a_user()
    accepted(person, "晨扫阿姨", officer)
    mine = queries.of(person.id)

    for nickname in ("晨掃阿姨", str(other.name), other.username, "晨"):
        with pytest.raises(Refused):
            services.choose(other, nickname=nickname, actor=other)
    with pytest.raises(Forbidden):
        services.choose(other, nickname="巷口豆浆", actor=person)
    with pytest.raises(Forbidden):
        services.choose(other, nickname="巷口豆浆", actor=a_user(is_minor=True))
    with pytest.raises(Forbidden):
        services.refuse(mine, reason="不好听", actor=person)
    assert queries.taken(fold("晨掃阿姨"), other.id)


def test_the_pages_of_nicknames(client, person, officer):
    path = "/points/nickname"
    client.sign_in(person)
    assert client.get(path).status_code == 200
    assert client.post(path, data={"nickname": "晨扫阿姨"}).status_code == 422
    assert client.post(path, data={"nickname": "晨扫138", "agreed": "y"}).status_code == 422
    assert client.post(path, data={"nickname": "晨扫阿姨", "agreed": "y"}).status_code == 302
    assert "晨扫阿姨" in client.get(path).get_data(as_text=True)
    assert client.get("/points/control/nicknames").status_code == 403
    code = queries.of(person.id).code
    client.sign_in(officer)
    assert "晨扫阿姨" in client.get("/points/control/nicknames").get_data(as_text=True)
    assert client.post(f"/points/control/nicknames/{code}/accept").status_code == 302
    assert client.get("/points/deductions").status_code == 200
    assert client.get(f"/points/control/nicknames/{code}/refuse").status_code == 200
    assert client.post(f"/points/control/nicknames/{code}/refuse").status_code == 422
    assert client.post(f"/points/control/nicknames/{code}/refuse", data={"reason": "不好"}).status_code == 302
    assert client.get(f"/points/control/nicknames/{code}/refuse").status_code == 404
    client.sign_in(person)
    assert client.post(f"{path}/withdraw").status_code == 409


def test_notice_and_list_cost_the_same_for_one_and_three(client, person, officer):
    people = [person, *(a_user(place_id=the_city().id) for _n in range(2))]
    client.sign_in(officer)
    costs = []
    for one, nickname in zip(people, ("晨扫阿姨", "巷口豆浆", "塔下读书人"), strict=True):
        accepted(one, nickname, officer)
        points_for(one, 5)
        pages = ("/points/control/nicknames", "/points/deductions")
        for page in pages:
            client.get(page)
        with client.application.app_context():
            costs.append([queries_of(client, page) for page in pages])

    assert costs[0] == costs[2]
