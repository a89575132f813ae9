"""The year of a shop's score."""

from __future__ import annotations

from datetime import datetime

import pytest

from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.limits import Brake, Limit
from portal.points import personal
from portal.points.models import Entry, YearClose
from portal.points.queries import years
from portal.points.queries.balances import purse
from portal.points.queries.proof import verify
from portal.points.rules import TransferKind
from portal.points.rules.grades import Grade
from portal.points.services import deductions, scores
from portal.points.services.ledger import Because
from portal.points.services.years import close_years
from portal.points.states import Scheme
from portal.points.states.deductions import DeductionState, ServiceMethod
from portal.points.views import certificates
from tests.factories import a_user, an_official
from tests.factories.points import a_deduction

LAST_DAY = datetime(2026, 12, 31, 23, 59, tzinfo=clock.CITY_ZONE)
NEW_YEAR = datetime(2027, 1, 1, 0, 1, tzinfo=clock.CITY_ZONE)


def a_shop(taken=0):
    shop = a_user()
    scores.add(Scheme.MERCHANT, shop.id, 20, key=f"given:{shop.id}", because=Because())
    if taken:
        scores.take(Scheme.MERCHANT, shop.id, taken, key=f"taken:{shop.id}", because=Because())
    return shop


def test_the_new_year_closes_the_old_one_once_with_grade_and_reset():
    with clock.stopped_at(LAST_DAY):
        shop = a_shop(taken=200)
        nothing = close_years()

    with clock.stopped_at(NEW_YEAR):
        done = [close_years() for _n in range(3)]

    (close,) = years.years_of(shop.id)
    assert (nothing, done) == (0, [1, 0, 0])
    assert (close.year, close.score, close.grade) == (2026, 820, Grade.C)
    assert purse(shop.id).score_merchant == 1000
    kinds = [e.kind for e in db.session.query(Entry).filter_by(owner_id=shop.id).order_by(Entry.id)]
    assert kinds[-2:] == [TransferKind.RESET, TransferKind.OPEN]
    assert list(verify()) == []


def test_the_first_line_of_a_year_closes_the_last_one_before_the_clock_does():
    with clock.stopped_at(LAST_DAY):
        shop = a_shop()

    with clock.stopped_at(NEW_YEAR):
        scores.take(Scheme.MERCHANT, shop.id, 5, key="first", because=Because())

        assert (purse(shop.id).score_merchant, close_years()) == (995, 0)
    assert [close.score for close in years.years_of(shop.id)] == [1020]


def test_what_is_given_back_later_counts_for_its_own_year():
    with clock.stopped_at(LAST_DAY):
        officers = [an_official(Role.POINTS_OFFICER) for _n in range(3)]
        shop = a_shop(taken=70)
        deduction = a_deduction(person=shop, found_by=officers[0].id)
        deductions.serve(deduction, method=ServiceMethod.PORTAL, actor=officers[0])
        deductions.state(deduction, text="当时正在卸货。", actor=shop)
        deductions.post(deduction, reason="不予采纳。", actor=officers[1])
        deductions.object_to(deduction, reason="请看登记簿。", actor=shop)

    with clock.stopped_at(NEW_YEAR):
        close_years()
        before = years.years_of(shop.id)[0].grade
        deductions.uphold(deduction, reason="异议成立。", actor=officers[2])

    close = db.session.query(YearClose).one()
    assert (before, close.grade, close.score, close.given_back) == (Grade.B, Grade.A, 950, 5)
    assert (deduction.state, purse(shop.id).score_merchant) == (DeductionState.REVERSED, 1000)
    assert list(verify()) == []


@pytest.fixture
def closed(client):
    with clock.stopped_at(LAST_DAY):
        shop = a_shop()
    with clock.stopped_at(NEW_YEAR):
        close_years()
    return shop, years.years_of(shop.id)[0].code


def test_the_certificate_is_its_holders_alone(client, closed):
    shop, code = closed
    client.sign_in(a_user())
    strange = client.get(f"/points/years/{code}").status_code
    client.sign_in(shop)

    answer = client.get(f"/points/years/{code}")

    assert (strange, answer.status_code) == (404, 200)
    assert "2026" in answer.get_data(as_text=True)
    assert code in client.get("/points/score").get_data(as_text=True)


def test_whoever_holds_the_paper_sees_whether_it_still_holds(client, closed):
    shop, _code = closed
    close = years.years_of(shop.id)[0]
    shop.name = "凌建中"
    path, older = close.proof_path, f"/k/{close.proof}?print={'0' * 16}"

    led = client.get(path, follow_redirects=True)
    page = led.get_data(as_text=True)
    unlike = client.get(older, follow_redirects=True).get_data(as_text=True)
    close.given_back = 5
    later = client.get(path, follow_redirects=True).get_data(as_text=True)
    personal.forget(shop.id)

    assert "凌某某" in page and "凌建中" not in page and close.code in page and "1020" in page
    assert "真实有效" in page and "指纹与这份证书不符" in unlike and "之后又有积分退还" in later
    assert (led.headers["Cache-Control"], led.headers["X-Robots-Tag"]) == (
        "private, no-store",
        "noindex, noarchive",
    )
    assert client.get(path).status_code == 404


def test_who_guesses_addresses_is_slowed_down(client, monkeypatch):
    monkeypatch.setattr(certificates, "brake", Brake(Limit(2, 60)))

    with clock.stopped_at(LAST_DAY):
        tries = [client.get(f"/k/{number:024x}").status_code for number in range(3)]

    assert tries == [404, 404, 429]
