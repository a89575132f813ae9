"""Walks and notes on their pages."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.duty.models import Finding, Inspection
from portal.duty.states import FindingState
from tests.clients import queries_of
from tests.factories import a_user
from tests.factories.duty import Street, a_finding, referred


def a_photo():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG")
    out.seek(0)
    return (out, "street.jpg")


def test_a_walk_on_the_page_with_a_photo_for_those_inside_only(client):
    street = Street()
    path = f"/duty/of/{street.alliance.code}/inspect"
    first, second = street.shops[:2]
    client.sign_in(street.chair)
    assert "第1铺" in client.get(path).text

    answer = client.post(
        path,
        data={
            f"s{first.id}-result": "note",
            f"s{first.id}-basis": "item:B1",
            f"s{first.id}-text": "门口有积水",
            f"s{first.id}-photos": a_photo(),
            f"s{second.id}-result": "right",
        },
    )

    finding = db.session.scalar(select(Finding))
    assert answer.status_code == 302
    page = client.get(finding.path).text
    photo = page.split('<img src="/files/')[1].split('"')[0]
    assert "门前卫生保洁" in client.get(answer.headers["Location"]).text
    assert client.get(f"/files/{photo}").status_code == 200
    assert client.sign_in(street.holders[3]).get(f"/files/{photo}").status_code == 200
    assert client.sign_in(a_user()).get(f"/files/{photo}").status_code == 404
    assert "門前衛生保潔" in client.sign_in(street.holders[0]).get(f"/zh-hant{finding.path}").text


def test_a_walk_that_is_incomplete_comes_back_with_what_was_typed(client):
    street = Street()
    shop = street.shops[0]
    client.sign_in(street.chair)
    path = f"/duty/of/{street.alliance.code}/inspect"

    nothing = client.post(path, data={})
    half = client.post(path, data={f"s{shop.id}-result": "note", f"s{shop.id}-text": "有积水"})

    assert (nothing.status_code, half.status_code) == (422, 422)
    assert "请至少标记一家店" in nothing.text
    assert "有积水" in half.text
    assert db.session.scalar(select(func.count(Inspection.id))) == 0


def test_a_walk_sent_twice_is_kept_once(client):
    street = Street()
    data = {f"s{street.shops[0].id}-result": "right", "once": "a-walk"}
    client.sign_in(street.chair)

    answers = [client.post(f"/duty/of/{street.alliance.code}/inspect", data=data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert db.session.scalar(select(func.count(Inspection.id))) == 1


def test_those_who_do_not_walk_do_not_get_the_page(client):
    street = Street()

    assert (
        client.sign_in(street.holders[0]).get(f"/duty/of/{street.alliance.code}/inspect").status_code == 403
    )


def test_the_whole_way_on_the_pages(client):
    street = Street()
    finding = a_finding(street)
    client.sign_in(street.holders[0])
    for step, data in (
        ("answer", {"text": "马上扫"}),
        ("object", {"text": "水是隔壁的"}),
        ("corrected", {"text": "扫好了"}),
    ):
        assert client.get(f"{finding.path}/{step}").status_code == 200
        assert client.post(f"{finding.path}/{step}", data=data).status_code == 302
    client.sign_in(street.supervisor)
    assert client.get(f"{finding.path}/decide").status_code == 200
    answer = client.post(f"{finding.path}/decide", data={"upheld": "no", "reason": "照片清楚"})
    assert answer.status_code == 302
    client.sign_in(street.secretary)
    assert client.get(f"{finding.path}/recheck").status_code == 200
    answer = client.post(f"{finding.path}/recheck", data={"result": "right", "reminders": "1"})
    assert answer.status_code == 302

    assert db.session.get(Finding, finding.id).state is FindingState.CLOSED
    page = client.get(finding.path).text
    assert all(word in page for word in ("扫好了", "水是隔壁的", "照片清楚"))


def test_referring_and_settling_on_the_pages(client):
    street = Street()
    finding = a_finding(street)
    with clock.stopped_at(clock.now() - timedelta(days=2)):
        finding.due_at = clock.now()
        finding.reminders = 2
    client.sign_in(street.chair)
    assert client.get(f"{finding.path}/refer").status_code == 200
    assert client.post(f"{finding.path}/refer", data={"reason": "两次未改"}).status_code == 302
    client.sign_in(street.worker)
    assert client.get(f"{finding.path}/settle").status_code == 200
    assert client.post(f"{finding.path}/settle", data={"note": "已修好"}).status_code == 302

    assert db.session.get(Finding, finding.id).state is FindingState.SETTLED


def test_the_pages_of_steps_are_for_those_who_may(client):
    street = Street()
    finding = a_finding(street)
    client.sign_in(street.holders[1])

    codes = {
        step: client.get(f"{finding.path}/{step}").status_code
        for step in ("answer", "object", "corrected", "recheck", "refer", "settle", "decide")
    }

    assert codes.pop("decide") == 404
    assert set(codes.values()) == {403}


@pytest.mark.parametrize("number", ["", "x", "²", "99999999999999999999"])
def test_a_recheck_of_a_page_nobody_saw_is_refused(client, number):
    street = Street()
    finding = a_finding(street)

    answer = client.sign_in(street.secretary).post(
        f"{finding.path}/recheck", data={"result": "right", "reminders": number}
    )

    assert answer.status_code == 422
    assert "已有人复查过了" in answer.text


def test_the_list_of_items_is_public(client):
    page = client.get("/zh-hant/duty/items").text

    assert "門前衛生保潔" in page
    assert "當天" in page


def test_the_alliance_page_says_who_is_on_duty(client):
    street = Street()
    street.on_duty(street.shops[1])
    a_finding(street)

    outside = client.get(f"/alliances/{street.alliance.code}").text
    inside = client.sign_in(street.holders[0]).get(f"/alliances/{street.alliance.code}").text

    assert "第2铺" in outside
    assert ("近90天" in inside, "近90天" in outside) == (True, False)
    assert "我店的提醒" in client.get("/me").text or "我店的提醒" in client.get("/").text


@pytest.mark.parametrize("page", ["findings", "findings?all=1", ""])
def test_lists_need_the_same_queries_for_one_and_three(client, page):
    one, three = Street(), Street()
    a_finding(one)
    for n in range(3):
        a_finding(three, shop=n)
    counts = []
    for person, path in [(s.chair, f"/duty/of/{s.alliance.code}/{page}") for s in (one, three)]:
        client.sign_in(db.session.merge(person))
        client.get(path)
        counts.append(queries_of(client, path))

    assert counts[0] == counts[1]


def test_the_walk_needs_the_same_queries_for_two_and_six_shops(client):
    counts = []
    for shops in (2, 6):
        street = Street(shops=shops)
        client.sign_in(street.chair)
        path = f"/duty/of/{street.alliance.code}/inspect"
        client.get(path)
        counts.append(queries_of(client, path))

    assert counts[0] == counts[1]


def test_the_worker_gets_no_way_to_the_walk(client):
    street = Street()
    finding = a_finding(street)
    referred(street, finding)

    page = client.sign_in(street.worker).get(finding.path)

    assert page.status_code == 200
    assert finding.inspection.path not in page.text
    assert finding.inspection.path in client.sign_in(street.chair).get(finding.path).text


@pytest.mark.parametrize("bad", ["x\x00y", "9" * 30, "-1", "§"])
def test_what_nobody_can_type_is_answered_kindly(client, bad):
    street = Street()
    rota = street.on_duty(street.shops[0])
    finding = a_finding(street)
    shop = street.shops[0].id
    client.sign_in(street.chair)
    walk = {f"s{shop}-{name}": bad for name in ("result", "basis", "text", "photos")}
    forms = {
        f"/duty/of/{street.alliance.code}/inspect": walk,
        f"{rota.path}/weeks/1": {"shops": bad, "note": bad},
        f"/duty/of/{street.alliance.code}/new": {"first_on": bad, "weeks": bad, "each": bad},
        f"/duty/swaps/{'9' * 30}/agree": {},
    }

    codes = [client.post(path, data=data).status_code for path, data in forms.items()]
    codes += [client.get(f"{rota.path}/weeks/{'9' * 30}").status_code]
    finding_code = client.sign_in(street.secretary).post(
        f"{finding.path}/recheck", data={"result": bad, "reminders": bad, "note": bad}
    )

    assert codes == [422, 422, 422, 400, 400]
    assert finding_code.status_code == 422


def test_a_long_street_is_walked_in_parts(client):
    street = Street(shops=17)
    path = f"/duty/of/{street.alliance.code}/inspect"
    client.sign_in(street.chair)

    first, second = client.get(path).text, client.get(f"{path}?part=2").text
    answer = client.post(f"{path}?part=2", data={f"s{street.shops[16].id}-result": "right"})

    marks = [page.count('-result-0"><input') for page in (first, second)]
    assert marks == [15, 2]
    assert answer.status_code == 302
    assert client.get(f"{path}?part=99").status_code == 200
