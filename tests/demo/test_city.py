"""The demo city is loaded through the features' own services, and people can be tried out at once."""

from __future__ import annotations

from datetime import timedelta

from click.testing import CliRunner
from sqlalchemy import func, select

from portal.accounts.models import Grant, Level, Role, User
from portal.accounts.queries import holds
from portal.cli.demo import demo, load
from portal.core import clock
from portal.core.audit import verify
from portal.core.db import db
from portal.demo_data.book import PASSWORD, Book
from portal.places.models import CalendarDay


def test_the_city_has_its_places_and_people(client):
    city = load()

    assert str(city.places["linhe"].name) == "临河街道"
    assert city.places["qiaodong"].is_within(city.places["linhe"])
    assert city.people["r001"] is city.people["wangxiaoya"]
    assert city.people["street_editor"].level is Level.L3
    assert holds(city.people["community_worker"], {Role.COMMUNITY_WORKER}, city.places["qiaodong"].path)
    assert db.session.scalar(select(func.count(CalendarDay.day))) > 100
    assert list(verify()) == []


def test_every_account_that_is_printed_opens(client):
    load()

    for one in Book().accounts():
        client.post("/sign-in", data={"username": one["username"], "password": one["password"]})
        assert client.get("/me").status_code == 200, one
        client.post("/sign-out")


def test_three_duties_are_three_people(client):
    load()
    duties = (Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)

    held = db.session.scalars(select(Grant.user_id).where(Grant.role.in_(duties))).all()

    assert len(held) == len(set(held)) >= 3


def test_a_larger_city_has_more_people(client):
    city = load(scale=3)

    assert len(city.crowd) == 400
    assert db.session.scalar(select(func.count(User.id))) == 226 + 400


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
