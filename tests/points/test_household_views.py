"""The pages of a household, its sums, and the worker's counter."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import Role, User
from portal.core import clock
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.points.models import HouseholdMember
from portal.points.queries import household_sums as sums
from portal.points.queries import households as queries
from portal.points.rules import Span
from portal.points.services import awarding, redemption, scores
from portal.points.services import households as services
from portal.points.services.ledger import Because
from portal.points.states import Scheme
from portal.points.states.households import HouseholdState
from tests.clients import queries_of
from tests.factories import a_place, a_user, an_official, the_city
from tests.factories.points import a_household, a_reward, a_rule

HERE = "/points/household"


def text_of(answer, status=200):
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def earn(person, points, key=None):
    rule = a_rule(points=points)
    because = Because(rule_id=rule.rule_id, version_id=rule.id)
    scores.add(Scheme.HOUSEHOLD, person.id, points, key=key or f"{person.id}:{rule.id}", because=because)


def test_sums_are_of_the_time_together(app):
    with clock.stopped_at(datetime(2026, 3, 1, 9, tzinfo=CITY_ZONE)):
        household = a_household(members=1)
        keeper, leaver = queries.members(household)
        late = a_user()
        earn(late, 100)
        earn(keeper.user, 5)
        earn(leaver.user, 7)
    with clock.stopped_at(datetime(2026, 4, 1, 9, tzinfo=CITY_ZONE)):
        services.end(leaver, actor=leaver.user)
        earn(leaver.user, 50)
        joined = services.accept(
            services.invite(household, person=late, actor=keeper.user), shares=True, actor=late
        )
        earn(late, 3)

    assert sums.earned_by(household.id, 2026) == {keeper.user_id: 5, leaver.user_id: 7, late.id: 3}
    assert sums.score_of_year(household.id, 2026) == 15
    assert sums.score_of_year(household.id, 2025) == 0
    assert [line.name for line in sums.shared_lines(household, 2026, keeper.user_id)] == [
        joined.user.name,
        keeper.user.name,
    ]


def test_what_is_taken_back_leaves_the_sum(app):
    household = a_household()
    rule = a_rule(points=20)
    entry = awarding.give(rule, household.keeper_id, key="deed", why=Because(rule_id=rule.rule_id))

    awarding.correct(entry, reason="重复", actor=an_official(Role.POINTS_OFFICER))

    assert sums.score_of_year(household.id, clock.today().year) == 0


def test_from_the_number_to_the_confirmed_household(client):
    community = a_place(the_city())
    keeper, guest = a_user(), a_user(name="沈书特")
    workers = [an_official(Role.COMMUNITY_WORKER) for _n in range(2)]
    client.sign_in(keeper)
    text_of(client.get(HERE))
    assert client.post(HERE, data={"place": community.slug}).status_code == 302
    household = queries.membership(keeper.id).household
    assert household.number in text_of(client.get(HERE))

    page = f"/points/control/households/{household.number}"
    client.sign_in(workers[0])
    text_of(client.post("/points/control/households", data={"number": "NIEMAND"}), 422)
    assert client.post("/points/control/households", data={"number": household.number}).status_code == 302
    text_of(client.get(page))
    client.post(f"{page}/check")
    client.sign_in(workers[1])
    assert household.number in text_of(client.get("/points/control/households"))
    text_of(client.post(f"{page}/refuse", data={"reason": ""}), 422)
    client.post(f"{page}/confirm")
    assert client.get(page).status_code == 404

    client.sign_in(keeper)
    text_of(client.post(f"{HERE}/invite", data={"username": "niemand"}), 422)
    client.post(f"{HERE}/invite", data={"username": guest.username})
    assert "沈书特" in text_of(client.get(HERE))
    (invitation,) = queries.invitations_of(household)
    client.sign_in(guest)
    assert household.number in text_of(client.get(HERE))
    client.post(f"{HERE}/invitations/{invitation.code}/accept", data={"shares": "y"})

    assert [(one.user_id, one.shares) for one in queries.members(household)] == [
        (keeper.id, False),
        (guest.id, True),
    ]
    client.post(f"{HERE}/share", data={})
    assert queries.membership(guest.id).shares is False


def test_refused_declined_and_taken_back(client):
    worker, keeper = an_official(Role.COMMUNITY_WORKER), a_user()
    refused = services.form(the_city(), actor=keeper)
    client.sign_in(worker)
    client.post(f"/points/control/households/{refused.number}/refuse", data={"reason": "不住本社区"})
    household, guests = a_household(), [a_user(), a_user()]
    first, second = (services.invite(household, person=one, actor=household.keeper) for one in guests)
    codes = first.code, second.code

    client.sign_in(guests[0])
    client.post(f"{HERE}/invitations/{codes[0]}/decline")
    assert client.post(f"{HERE}/invitations/{codes[1]}/accept").status_code == 404
    client.sign_in(household.keeper)
    client.post(f"{HERE}/invitations/{codes[1]}/withdraw")

    assert refused.state is HouseholdState.REFUSED
    assert queries.invitations_of(household) == []


def test_what_a_member_earned_is_in_the_sum_and_shown_only_with_consent(client):
    household = a_household(members=1)
    keeper, other = queries.members(household)
    earn(other.user, 1237)
    earn(keeper.user, 4)
    year = clock.today().year
    client.sign_in(keeper.user)

    hidden = [text_of(client.get(path)) for path in (HERE, f"{HERE}/{year}", f"{HERE}/{year}.csv")]
    services.share(other, shares=True, actor=other.user)
    shown = [text_of(client.get(path)) for path in (HERE, f"{HERE}/{year}", f"{HERE}/{year}.csv")]

    assert all("1241" in page for page in hidden)
    assert ["1237" in page for page in (hidden[1], hidden[2])] == [False, False]
    assert "只计入合计" in hidden[0]
    assert all("1237" in page for page in shown)
    assert client.get(f"{HERE}/{year}.xlsx").status_code == 200


def test_the_shelf_the_reward_and_its_form_name_the_limit_of_a_household(client):
    household = a_household(members=1, points=50)
    keeper, other = (member.user for member in queries.members(household))
    reward = a_reward(household_times=1, household_span=Span.QUARTER)
    redemption.reserve(reward, actor=keeper)
    client.sign_in(other)

    shelf, page, form = (
        text_of(client.get(path))
        for path in (
            "/points/rewards",
            f"/points/rewards/{reward.code}",
            f"/points/rewards/{reward.code}/reserve",
        )
    )

    assert all("每户1份（每季度）" in text for text in (shelf, page))
    assert all("您家已经兑满" in text for text in (page, form))


def test_strangers_find_no_household(client):
    household = a_household(members=1)
    (code,) = [one.code for one in queries.members(household) if one.user_id != household.keeper_id]
    client.sign_in(a_user())

    assert "建立家庭" in text_of(client.get(HERE))
    for path in (f"{HERE}/2026", f"{HERE}/2026.csv"):
        assert client.get(path).status_code == 404
    for path in (f"{HERE}/members/{code}/end", f"{HERE}/share", f"{HERE}/invite"):
        assert client.post(path).status_code == 404
    assert client.get("/points/control/households").status_code == 403


def test_a_member_leaves_on_the_page(client):
    household = a_household(members=1)
    _keeper, other = queries.members(household)
    client.sign_in(other.user)

    client.post(f"{HERE}/members/{other.code}/end")

    assert db.session.get(HouseholdMember, other.id).left_at is not None


def test_the_pages_ask_the_same_for_one_and_for_three(client):
    keeper_id = a_household(members=1).keeper_id
    client.sign_in(db.session.get(User, keeper_id))
    asked = []

    for more in (1, 2):
        household = queries.membership(keeper_id).household
        for _n in range(more):
            services.invite(household, person=a_user(), actor=household.keeper)
            guest = a_user()
            services.accept(
                services.invite(household, person=guest, actor=household.keeper), shares=True, actor=guest
            )
            earn(guest, 5)
        client.get(HERE)
        asked.append([queries_of(client, path) for path in (HERE, f"{HERE}/{clock.today().year}")])

    assert asked[0] == asked[1]


def test_the_counter_asks_the_same_for_one_and_for_three(client):
    first, second = (an_official(Role.COMMUNITY_WORKER).id for _n in range(2))
    asked = []

    for more in (1, 2):
        for _n in range(more):
            household = services.form(the_city(), actor=a_user())
            services.check(household, actor=db.session.get(User, first))
        client.sign_in(db.session.get(User, second))
        client.get("/points/control/households")
        asked.append(queries_of(client, "/points/control/households"))

    assert asked[0] == asked[1]
