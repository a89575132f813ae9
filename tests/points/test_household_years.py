"""The year of a household is closed once; scores begin anew only where the city says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.accounts.models import Role
from portal.core import clock
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.settings import store
from portal.points.models import Entry, HouseholdMember, ResidentsYear
from portal.points.queries import household_sums as sums
from portal.points.queries import households as queries
from portal.points.queries.balances import purse
from portal.points.queries.proof import verify
from portal.points.rules import TransferKind
from portal.points.services import awarding, household_years, scores, years
from portal.points.services import households as services
from portal.points.services.household_years import close_residents_years
from portal.points.services.ledger import Because
from portal.points.states import Scheme
from tests.factories import a_user, an_official
from tests.factories.points import a_household, a_rule

NOVEMBER = datetime(2026, 11, 22, 9, tzinfo=CITY_ZONE)
NEW_YEAR = datetime(2027, 1, 1, 0, 1, tzinfo=CITY_ZONE)


def earn(person, points):
    rule = a_rule(points=points)
    why = Because(rule_id=rule.rule_id, version_id=rule.id)
    return awarding.give(rule, person.id, key=f"deed:{rule.id}", why=why)


@pytest.fixture
def resets(app):
    store("points.residents_reset", True, actor_id=an_official(Role.ADMIN).id, at=clock.now())


def resets_of(person):
    found = db.session.query(Entry).filter_by(owner_id=person.id, kind=TransferKind.RESET)
    return [line.amount for line in found.order_by(Entry.id)]


def test_the_year_is_frozen_once_and_nothing_else_is_touched(app):
    with clock.stopped_at(NOVEMBER):
        household = a_household(members=1)
        keeper, other = (member.user for member in queries.members(household))
        earn(keeper, 30)
        earn(other, 12)

    with clock.stopped_at(NEW_YEAR):
        earn(keeper, 5)
        done = [close_residents_years() for _n in range(3)]
        again = sums.score_of_year(household.id, 2027)

    (close,) = sums.closed_years(household.id)
    assert done == [1, 0, 0]
    assert (close.year, close.score, close.members, again) == (2026, 42, 2, 5)
    assert (purse(keeper.id).score_household, purse(keeper.id).spendable) == (35, 35)
    assert resets_of(keeper) == []


def test_where_the_city_says_so_scores_begin_anew_and_purses_do_not(app, resets):
    with clock.stopped_at(NOVEMBER):
        household, alone = a_household(), a_user()
        old = earn(alone, 20)
        earn(household.keeper, 30)

    with clock.stopped_at(NEW_YEAR):
        earn(alone, 7)
        for _n in range(3):
            close_residents_years()
    with clock.stopped_at(NEW_YEAR + timedelta(days=40)):
        awarding.correct(old, reason="重复", actor=an_official(Role.POINTS_OFFICER))
        close_residents_years()

    assert (resets_of(alone), resets_of(household.keeper)) == ([20], [30])
    assert (purse(alone.id).score_household, purse(alone.id).spendable) == (7, 7)
    assert purse(household.keeper_id).spendable == 30
    assert db.session.get(ResidentsYear, 2026).finished_at is not None
    assert list(verify()) == []


def test_what_is_corrected_later_leaves_the_closed_year_and_the_new_one_as_they_are(app):
    with clock.stopped_at(NOVEMBER):
        household = a_household()
        entry = earn(household.keeper, 30)

    with clock.stopped_at(NEW_YEAR):
        close_residents_years()
        earn(household.keeper, 8)
        awarding.correct(entry, reason="重复", actor=an_official(Role.POINTS_OFFICER))

    assert [close.score for close in sums.closed_years(household.id)] == [30]
    assert [sums.score_of_year(household.id, year) for year in (2026, 2027)] == [30, 8]


def test_a_deduction_given_back_counts_for_its_own_year(app, resets):
    with clock.stopped_at(NOVEMBER):
        household = a_household()
        earn(household.keeper, 30)
        taken = scores.take(Scheme.HOUSEHOLD, household.keeper_id, 10, key="taken", because=Because())

    with clock.stopped_at(NEW_YEAR):
        close_residents_years()
        years.give_back(taken, key="back", because=Because())

    (close,) = sums.closed_years(household.id)
    assert (close.score, close.given_back) == (30, 10)
    assert purse(household.keeper_id).score_household == 0
    assert list(verify()) == []


def test_years_nobody_came_by_are_closed_in_their_order_and_slices_go_on(app, resets, monkeypatch):
    monkeypatch.setattr(household_years, "AT_ONCE", 2)
    with clock.stopped_at(NOVEMBER):
        households = [a_household() for _n in range(3)]
        for household in households:
            earn(household.keeper, 4)
        services.end(queries.membership(households[2].keeper_id), actor=households[2].keeper)

    with clock.stopped_at(NEW_YEAR + timedelta(days=400)):
        runs = 0
        while close_residents_years():
            runs += 1

    assert [[close.year for close in sums.closed_years(one.id)] for one in households] == [
        [2027, 2026]
    ] * 2 + [[]]
    assert runs >= 2
    left = db.session.query(HouseholdMember).filter_by(household_id=households[2].id).one().user
    assert resets_of(left) == [4]


def test_the_certificate_is_for_the_members(client):
    with clock.stopped_at(NOVEMBER):
        household = a_household(members=1)
        member = queries.members(household)[1].user
        earn(member, 12)
    with clock.stopped_at(NEW_YEAR):
        close_residents_years()
        path = household_years.path_of(sums.closed_years(household.id)[0])
        client.sign_in(a_household().keeper)
        strange = client.get(path).status_code
        client.sign_in(household.keeper)
        answer = client.get(path)
        page = client.get("/points/household").get_data(as_text=True)
        paper = client.post(f"{path}.pdf")

    assert (strange, answer.status_code, path in page) == (404, 200, True)
    assert household.number in answer.get_data(as_text=True)
    assert paper.mimetype == "application/pdf"
