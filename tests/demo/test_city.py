"""The demo city is loaded through the features' own services, and people can be tried out at once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from portal.accounts import demo as accounts
from portal.accounts.models import Grant, Level, Role, User
from portal.accounts.queries import holds
from portal.alliances.models import MemberKind, Membership
from portal.cli.demo import demo
from portal.cli.verify import damages
from portal.consultations.models import Consultation
from portal.consultations.queries import opinions
from portal.consultations.states import Phase
from portal.core import clock
from portal.core.db import db
from portal.demo_data.book import PASSWORD, Book
from portal.notifications.models import InboxLine
from portal.places import demo as places
from portal.places.models import CalendarDay

pytestmark = pytest.mark.both_databases


@pytest.fixture
def people_of():
    """The first two chapters alone, read at once."""

    def read(**kw):
        book = Book(**kw)
        for chapter in (places, accounts):
            chapter.load(book)
        return book

    return read


def test_the_city_has_its_places_and_people(people_of):
    city = people_of()

    assert str(city.places["linhe"].name) == "临河街道"
    assert city.places["qiaodong"].is_within(city.places["linhe"])
    assert city.people["r001"] is city.people["wangxiaoya"]
    assert city.people["street_editor"].level is Level.L3
    assert holds(city.people["community_worker"], {Role.COMMUNITY_WORKER}, city.places["qiaodong"].path)
    assert db.session.scalar(select(func.count(CalendarDay.day))) > 100


def test_a_larger_city_has_more_people(people_of):
    city = people_of(scale=3)

    assert len(city.crowd) == 400
    assert db.session.scalar(select(func.count(User.id))) == 241 + 400


@pytest.mark.needs_no_database
def test_the_books_and_the_log_of_the_whole_city_are_sound(hetang):
    assert list(damages()) == []


@pytest.mark.needs_no_database
def test_every_account_that_is_printed_opens(hetang):
    for one in Book().accounts():
        client = hetang.test_client()
        client.post("/zh-hans/sign-in", data={"username": one["username"], "password": one["password"]})
        assert client.get("/zh-hans/me").status_code == 200, one


@pytest.mark.needs_no_database
def test_three_duties_are_three_people(hetang):
    duties = (Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)

    held = db.session.scalars(select(Grant.user_id).where(Grant.role.in_(duties))).all()

    assert len(held) == len(set(held)) >= 3


@pytest.mark.needs_no_database
def test_the_city_has_120_merchants_with_shops(hetang):
    kept = select(Membership.user_id, Membership.shop).where(Membership.kind == MemberKind.MERCHANT)

    shops = {(user_id, shop.original) for user_id, shop in db.session.execute(kept) if shop}

    assert len({shop for _, shop in shops}) == 120


@pytest.mark.needs_no_database
def test_inboxes_keep_the_order_of_the_days_and_little_waits(hetang):
    lines = db.session.execute(
        select(InboxLine.user_id, InboxLine.at, InboxLine.read_at).order_by(InboxLine.id)
    )
    days: dict[int, list] = {}
    waiting = Counter()
    for user_id, at, read_at in lines:
        days.setdefault(user_id, []).append(at)
        waiting[user_id] += read_at is None

    assert all(told == sorted(told) for told in days.values())
    assert 0 < max(waiting.values()) <= 12


@pytest.mark.needs_no_database
def test_the_city_tells_its_consultations(hetang):
    found = {c.number: c for c in db.session.scalars(select(Consultation))}

    told = {
        8: "withdrawn",
        9: "archived",
        10: "answered",
        11: "collating",
        12: "open",
        13: "closed",
        14: "open",
        15: "preparing",
    }
    assert {n: found[n].phase.value for n in told} == told
    assert {c.phase for c in found.values()} == set(Phase)
    assert sum(c.opinion_count for c in found.values()) >= 200
    assert "138****0000" in opinions.get_opinion(found[9], 35).text.source


def test_days_count_from_today():
    city = Book()

    assert city.on(-40) == clock.today() - timedelta(days=40)
    assert clock.local(city.at(-40, 19, 30)).hour == 19
    assert city.at(0, 23, 59) <= clock.now()
    assert city.at(3) > clock.now()


def test_the_accounts_are_printed_for_people_and_for_machines():
    table = CliRunner().invoke(demo, ["--accounts"]).stdout
    machine = CliRunner().invoke(demo, ["--accounts", "--json"]).stdout

    assert "suwenbo" in table
    assert '"role": "street_editor"' in machine
    assert PASSWORD in machine
