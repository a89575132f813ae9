"""Weeks that are given to a whole section of the alliance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.alliances import services as alliances
from portal.alliances.states import Office
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.duty import queries, rules, services
from portal.duty.panels import mine
from tests.duty.test_rotas import lines_of
from tests.factories import an_office
from tests.factories.alliances import a_section
from tests.factories.duty import Street


class Grouped(Street):
    """Four shops, two in each section; the supervisor leads the eastern one. A rota by sections from this week on."""

    def __init__(self, weeks=2):
        super().__init__(shops=4)
        self.east = a_section(self.alliance, self.chair, "东组")
        self.west = a_section(self.alliance, self.chair, "西组")
        for shop, section in zip(self.shops, (self.east, self.east, self.west, self.west), strict=True):
            shop.section = section
        self.lead = self.supervisor
        an_office(self.alliance, self.lead, Office.GROUP_LEAD, section=self.east)
        self.rota = services.propose(
            self.alliance, first_on=clock.today(), weeks=weeks, by_section=True, actor=self.secretary
        )
        services.publish(self.rota, actor=self.secretary)
        self.weeks = queries.weeks_of(self.rota)


def test_sections_take_turns_and_their_weeks_are_those_of_all_in_them():
    street = Grouped(weeks=3)
    east, west = street.holders[0], street.holders[2]

    assert [week.section for week in street.weeks] == [street.east, street.west, street.east]
    assert [w.number for w in queries.weeks_ahead(east)] == [1, 3]
    assert [w.number for w in queries.weeks_ahead(street.lead)] == [1, 3]
    assert [w.number for w in queries.weeks_ahead(west)] == [2]
    assert (queries.duty_of(east), queries.duty_of(west)) == ({street.alliance.id}, frozenset())
    assert len(lines_of(east)) == len(lines_of(street.lead)) == len(lines_of(west)) == 1
    assert mine(west, None)["weeks"] == [street.weeks[1]]
    with pytest.raises(Forbidden):
        services.walk(street.alliance, marks=[], actor=west)


def test_the_section_that_has_been_free_for_longest_comes_first():
    street = Grouped(weeks=1)

    assert queries.sections_in_turn(street.alliance) == [street.west, street.east]


def test_without_peopled_sections_no_week_is_given_to_one():
    street = Street(shops=1)
    a_section(street.alliance, street.chair, "空组")
    elsewhere = Street(shops=0)
    other = a_section(elsewhere.alliance, elsewhere.chair, "外组")
    rota = services.propose(street.alliance, first_on=clock.today(), weeks=1, each=1, actor=street.secretary)
    week = queries.get_week(rota, 1)

    with pytest.raises(Refused):
        services.propose(
            street.alliance, first_on=clock.today(), weeks=1, by_section=True, actor=street.secretary
        )
    for wrong in ({"members": []}, {"members": [], "section": other}):
        with pytest.raises(Refused):
            services.set_week(week, **wrong, actor=street.secretary)


def test_a_week_changes_hands_and_both_sides_hear_of_it():
    street = Grouped()
    second = street.weeks[1]

    services.set_week(second, members=[street.shops[3]], section=street.east, actor=street.secretary)

    assert [len(lines_of(holder)) for holder in street.holders] == [2, 2, 2, 1]
    assert queries.names_in(second, True) == [f"东组，组长{street.lead.name}", street.shops[3].shop]


def test_everybody_of_the_section_is_told_on_the_eve():
    street = Grouped()
    eve = clock.now() + timedelta(days=(street.weeks[1].starts_on - clock.today()).days - 1)

    with clock.stopped_at(eve):
        services.remind_on_the_eve()

    assert [len(lines_of(holder)) for holder in street.holders] == [1, 1, 2, 2]


def test_a_section_that_is_given_up_leaves_its_weeks_to_its_people():
    street = Grouped()

    alliances.drop_section(street.west, actor=street.chair)

    assert street.weeks[1].section_id is None
    assert [turn.membership for turn in queries.on_duty(street.weeks[1])] == street.shops[2:]
    assert [w.number for w in queries.weeks_ahead(street.holders[2])] == [2]


def test_weeks_of_sections_by_form(client):
    street = Grouped()
    path, alliance = f"/duty/rota/{street.rota.code}", street.alliance
    client.sign_in(street.secretary)

    form = client.get(f"{path}/weeks/2")
    kept = client.post(f"{path}/weeks/2", data={"section": street.east.id, "note": "东组连上两周"})
    first = rules.monday_of(clock.today()) + timedelta(weeks=9)
    planned = client.post(
        f"/duty/of/{alliance.code}/new",
        data={"first_on": first.isoformat(), "weeks": 2, "each": 1, "by_section": "y"},
    )
    client.sign_in(street.holders[0])
    page, sheet = client.get(path), client.get(f"{path}/sheet")
    calendar = client.get(f"{path}/calendar.ics?mine=1").get_data(as_text=True)
    panel = client.get(f"/alliances/{alliance.code}")

    assert (form.status_code, kept.status_code, planned.status_code) == (200, 302, 302)
    assert [week.section for week in street.weeks] == [street.east, street.east]
    assert (
        "您的小组" in page.get_data(as_text=True)
        and "东组" in sheet.get_data(as_text=True)
        and "东组" in panel.get_data(as_text=True)
    )
    assert calendar.count("BEGIN:VEVENT") == 2
