from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.places import services
from portal.places.models import CalendarDay
from portal.places.queries import work_calendar
from portal.places.rules import calendar_of, published_days
from tests.clients import queries_of
from tests.factories import a_place, a_user, an_official, the_city


def test_a_place_shows_what_is_above_and_below_it(client):
    street = a_place(the_city(), name="临河街道")
    a_place(street, name="桥东社区")

    page = client.get(f"/places/{street.slug}").text

    assert "临河街道" in page
    assert "桥东社区" in page
    assert "禾塘市" in page


def test_a_place_that_is_not_there(client):
    the_city()

    assert client.get("/places/nowhere").status_code == 404


def test_all_places_on_one_page(client):
    street = a_place(the_city(), name="临河街道", kind="street")
    a_place(street, name="桥东社区")
    client.get("/places/")
    one = queries_of(client, "/places/")
    a_place(db.session.merge(street), name="河坊社区")

    assert "桥东社区" in client.get("/places/").text
    assert queries_of(client, "/places/") == one


PLACE = {
    "name_hans": "临河街道",
    "name_hant": "臨河街道",
    "intro": "<p>沿<script>alert(1)</script>禾水</p>",
    "address": "河坊街58号",
    "contact_phone": "0000-1231001",
}


def test_an_editor_of_the_place_writes_both_names_by_hand(client):
    street = a_place(the_city())
    client.sign_in(an_official(Role.EDITOR, place=street))

    answer = client.post(f"/places/{street.slug}/edit", data=PLACE)

    assert answer.status_code == 302
    assert (street.name.hans, street.name.hant) == ("临河街道", "臨河街道")
    assert street.name.by_hand
    assert "script" not in street.intro.hans
    assert client.get(f"/places/{street.slug}/edit").status_code == 200


def test_others_do_not_edit_a_place(client):
    street, other = a_place(the_city()), a_place(the_city())

    for actor in (a_user(), an_official(Role.EDITOR, place=other)):
        with pytest.raises(Forbidden):
            services.edit(street, **PLACE, actor=actor)


def test_a_place_without_a_name_is_refused(client):
    street = a_place(the_city())
    client.sign_in(an_official(Role.EDITOR, place=street))

    assert client.post(f"/places/{street.slug}/edit", data={**PLACE, "name_hant": ""}).status_code == 422


def test_the_calendar_in_the_table_says_what_the_file_says(client):
    assert services.load_calendar() == len(published_days())
    db.session.flush()
    assert services.load_calendar() == 0

    table, file = work_calendar(), calendar_of(published_days())

    assert table.known_years == file.known_years
    days = [row.day for row in published_days()]
    assert [table.is_working_day(day) for day in days] == [file.is_working_day(day) for day in days]


def test_the_year_shows_holidays_and_warns_about_unknown_years(client):
    the_city()
    services.load_calendar()

    known, unknown = client.get("/calendar/2025").text, client.get("/calendar/2099").text

    assert "春节" in known
    assert "尚未公布" not in known
    assert "尚未公布" in unknown


def test_a_year_far_away_has_no_calendar(client):
    the_city()

    assert client.get("/calendar/99999").status_code == 404
    assert client.get("/calendar").status_code == 302


DAY = {
    "day": "2027-02-07",
    "working": "yes",
    "name_hans": "春节调休上班",
    "name_hant": "春節調休上班",
    "source": "通知",
}


def test_the_administrator_names_a_day_and_takes_it_back(client):
    client.sign_in(an_official(Role.ADMIN))

    client.post("/calendar/2026/days", data=DAY)
    assert work_calendar().is_working_day(date(2027, 2, 7))
    client.post("/calendar/days/2027-02-07/remove")

    assert not work_calendar().is_working_day(date(2027, 2, 7))
    assert db.session.scalar(select(func.count(CalendarDay.day))) == 0


@pytest.mark.parametrize("field", list(DAY))
def test_a_day_needs_everything(client, field):
    client.sign_in(an_official(Role.ADMIN))

    assert client.post("/calendar/2026/days", data={**DAY, field: ""}).status_code == 422


def test_only_administrators_change_the_calendar(client):
    client.sign_in(an_official(Role.EDITOR))

    assert client.post("/calendar/2026/days", data=DAY).status_code == 403
    assert client.post("/calendar/days/2027-02-07/remove").status_code == 403


def test_a_day_that_is_not_named_is_not_removed(client):
    admin = an_official(Role.ADMIN)
    with pytest.raises(Refused):
        services.forget_day(the_city(), day=date(2027, 2, 7), actor=admin)
    client.sign_in(admin)

    assert client.post("/calendar/days/tomorrow/remove").status_code == 400
