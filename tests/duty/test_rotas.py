"""Planning weeks, swapping them, reading them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.core.language import Bitext
from portal.duty import queries, services
from portal.duty.models import Rota, Swap, Turn
from portal.duty.states import ROTA, RotaState, SwapState
from portal.notifications.models import InboxLine
from tests.clients import queries_of
from tests.factories import a_member, a_user
from tests.factories.duty import Street, a_rota


def lines_of(user):
    return [
        line.message for line in db.session.scalars(select(InboxLine).where(InboxLine.user_id == user.id))
    ]


def members_in(rota):
    turns = queries.turns_of(rota)
    return [[turn.membership_id for turn in turns[week.id]] for week in queries.weeks_of(rota)]


def test_a_proposal_gives_everybody_a_turn_and_tells_nobody():
    street = Street(shops=3)

    rota = a_rota(street, weeks=3, each=2, published=False)

    everybody = {member.id for member in queries.in_turn(street.alliance)}
    assert {i for week in members_in(rota) for i in week} == everybody
    assert rota.first_on.weekday() == 0
    assert lines_of(street.holders[0]) == []


def test_those_who_have_been_free_for_longest_come_first():
    street = Street(shops=4, supervisor=False)
    first = a_rota(street, weeks=2, each=2)
    have_been = [i for week in members_in(first) for i in week]

    second = a_rota(street, weeks=1, each=2, ahead=5, published=False)

    assert set(members_in(second)[0]).isdisjoint(have_been)


def test_only_the_secretary_or_chair_plans():
    street = Street()

    with pytest.raises(Forbidden):
        services.propose(street.alliance, first_on=clock.today(), weeks=1, each=1, actor=street.holders[0])


@pytest.mark.parametrize(("days", "weeks"), [(-14, 1), (7, 0), (7, 54)])
def test_weeks_that_are_over_and_too_many_weeks_are_refused(days, weeks):
    street = Street()
    day = clock.today() + timedelta(days=days)

    with pytest.raises(Refused):
        services.propose(street.alliance, first_on=day, weeks=weeks, each=1, actor=street.secretary)


def test_publishing_tells_those_on_it():
    street = Street(shops=2)

    rota = a_rota(street, weeks=2, each=5)

    assert rota.state is RotaState.PUBLISHED
    assert len(lines_of(street.holders[0])) == 1
    assert lines_of(street.secretary) == []


def test_a_week_stands_in_one_published_rota_only():
    street = Street()
    first, second = a_rota(street), a_rota(street, published=False)

    with pytest.raises(Refused):
        services.publish(second, actor=street.chair)

    services.withdraw(first, actor=street.chair)
    services.publish(second, actor=street.chair)
    assert (first.state, second.state) == (RotaState.WITHDRAWN, RotaState.PUBLISHED)


def test_a_changed_week_tells_those_who_come_and_go():
    street = Street(shops=3)
    rota = a_rota(street, weeks=1, each=1)
    week = queries.weeks_of(rota)[0]
    services.set_week(week, members=[street.shops[0]], note="带扫帚", actor=street.secretary)

    services.set_week(week, members=[street.shops[1]], actor=street.secretary)

    assert members_in(rota) == [[street.shops[1].id]]
    assert len(lines_of(street.holders[0])) == 2
    assert len(lines_of(street.holders[1])) == 1
    assert lines_of(street.holders[2]) == []


def test_weeks_that_are_over_withdrawn_rotas_empty_weeks_and_strangers_are_refused():
    street = Street()
    rota = a_rota(street, weeks=1)
    week = queries.weeks_of(rota)[0]
    stranger = a_member(Street().alliance, a_user(), shop="外街铺")

    for members in ([], [stranger]):
        with pytest.raises(Refused):
            services.set_week(week, members=members, actor=street.secretary)
    with clock.stopped_at(clock.now() + timedelta(days=30)), pytest.raises(Refused):
        services.set_week(week, members=[street.shops[0]], actor=street.secretary)
    services.withdraw(rota, actor=street.secretary)
    with pytest.raises(Refused):
        services.set_week(week, members=[street.shops[0]], actor=street.secretary)


def swappable(street=None):
    """(street, rota, turn of the first shop, turn of the second one): a week each."""
    street = street or Street()
    rota = a_rota(street, weeks=2, each=1)
    weeks = queries.weeks_of(rota)
    for week, shop in zip(weeks, street.shops, strict=False):
        services.set_week(week, members=[shop], actor=street.secretary)
    turns = queries.turns_of(rota)
    return street, rota, turns[weeks[0].id][0], turns[weeks[1].id][0]


def test_two_swap_when_both_agree():
    street, rota, mine, yours = swappable()
    before = rota.sequence

    swap = services.ask_swap(mine, other=yours, message="要去进货", actor=street.holders[0])
    assert members_in(rota) == [[street.shops[0].id], [street.shops[1].id]]
    services.agree(swap, actor=street.holders[1])

    assert members_in(rota) == [[street.shops[1].id], [street.shops[0].id]]
    assert (swap.state, rota.sequence) == (SwapState.AGREED, before + 1)


def test_nobody_agrees_in_anothers_place_and_nobody_asks_for_anothers_week():
    street, _rota, mine, yours = swappable()
    with pytest.raises(Forbidden):
        services.ask_swap(mine, other=yours, actor=street.holders[2])
    swap = services.ask_swap(mine, other=yours, actor=street.holders[0])

    with pytest.raises(Forbidden):
        services.agree(swap, actor=street.holders[0])


def test_declining_and_taking_back_leave_everything_as_it_was():
    street, rota, mine, yours = swappable()
    first = services.ask_swap(mine, other=yours, actor=street.holders[0])
    services.decline(first, actor=street.holders[1])
    second = services.ask_swap(mine, other=yours, actor=street.holders[0])
    services.take_back(second, actor=street.holders[0])

    with pytest.raises(Refused):
        services.agree(second, actor=street.holders[1])

    assert members_in(rota) == [[street.shops[0].id], [street.shops[1].id]]


def test_one_question_at_a_time_and_only_about_weeks_to_come():
    street, rota, mine, yours = swappable()
    with clock.stopped_at(clock.now() + timedelta(days=8)), pytest.raises(Refused):
        services.ask_swap(mine, other=yours, actor=street.holders[0])
    services.ask_swap(mine, other=yours, actor=street.holders[0])

    with pytest.raises(Refused):
        services.ask_swap(mine, other=yours, actor=street.holders[0])

    draft = a_rota(street, ahead=9, published=False)
    turn = next(t for ts in queries.turns_of(draft).values() for t in ts)
    with pytest.raises(Refused):
        services.ask_swap(turn, other=mine, actor=turn.membership.user)


def test_a_turn_that_is_given_away_lapses_other_questions():
    street, _rota, mine, yours = swappable()
    first = services.ask_swap(mine, other=yours, actor=street.holders[0])
    second = services.ask_swap(yours, other=mine, actor=street.holders[1])

    services.agree(first, actor=street.holders[1])

    assert second.state is SwapState.LAPSED


def test_a_turn_that_is_taken_away_takes_its_questions_along():
    street, _rota, mine, yours = swappable()
    services.ask_swap(mine, other=yours, actor=street.holders[0])

    services.set_week(mine.week, members=[street.shops[2]], actor=street.secretary)

    assert db.session.scalar(select(Swap)) is None


def test_those_on_duty_are_told_on_the_eve_and_once():
    street = Street(shops=2)
    rota = a_rota(street, weeks=1, each=5)
    eve = clock.end_of(rota.first_on - timedelta(days=1)) - timedelta(hours=6)

    with clock.stopped_at(eve - timedelta(days=1)):
        assert services.remind_on_the_eve() == 0
    with clock.stopped_at(eve):
        assert (services.remind_on_the_eve(), services.remind_on_the_eve()) == (1, 0)

    assert len(lines_of(street.holders[0])) == 2


def test_a_proposal_is_seen_by_the_officers_only():
    street = Street()
    rota = a_rota(street, published=False)

    assert queries.get_rota(rota.code, street.chair) is rota
    for viewer in (None, street.holders[0], a_user()):
        with pytest.raises(NotFound):
            queries.get_rota(rota.code, viewer)


def test_the_rota_for_the_wall_and_for_the_calendar(client):
    street = Street(shops=2, supervisor=False)
    street.secretary.name = Bitext.name("叶小棠")
    rota = a_rota(street, weeks=2, each=5)

    page = client.get(rota.path)
    sheet = client.get(f"/zh-hant{rota.path}/sheet")
    calendar = client.get(f"{rota.path}/calendar.ics").text

    assert "第1铺" in page.text
    assert "叶小棠" not in page.text
    assert "第1鋪" in sheet.text
    assert calendar.count("BEGIN:VEVENT") == 2
    assert f"DTSTART;VALUE=DATE:{rota.first_on:%Y%m%d}" in calendar
    assert "叶小棠" in client.sign_in(street.chair).get(rota.path).text


def test_my_calendar_holds_my_weeks_only(client):
    street, rota, _mine, _yours = swappable()

    calendar = client.sign_in(street.holders[0]).get(f"{rota.path}/calendar.ics?mine=1").text

    assert calendar.count("BEGIN:VEVENT") == 1


def test_the_secretary_plans_edits_publishes_and_withdraws(client):
    street = Street()
    client.sign_in(street.secretary)
    path = f"/duty/of/{street.alliance.code}/new"
    assert client.get(path).status_code == 200

    answer = client.post(path, data={"first_on": f"{clock.today()}", "weeks": "2", "each": "2"})
    rota = db.session.scalar(select(Rota))
    week = f"{rota.path}/weeks/2"
    assert (answer.status_code, client.get(week).status_code) == (302, 200)
    assert client.post(week, data={"shops": [str(street.shops[3].id)]}).status_code == 302
    assert client.post(f"{rota.path}/publish").status_code == 302
    assert ROTA.label(RotaState.PUBLISHED) == "已公布"
    assert members_in(rota)[1] == [street.shops[3].id]
    assert client.post(f"{rota.path}/withdraw").status_code == 302
    assert client.get(rota.path).status_code == 404


def test_a_form_that_is_wrong_comes_back(client):
    street = Street()
    client.sign_in(street.secretary)

    answer = client.post(
        f"/duty/of/{street.alliance.code}/new", data={"first_on": "2020-01-06", "weeks": "2", "each": "2"}
    )

    assert answer.status_code == 422
    assert "已经过去" in answer.text


def test_members_do_not_plan(client):
    street = Street()
    rota = a_rota(street)
    client.sign_in(street.holders[0])

    assert client.get(f"/duty/of/{street.alliance.code}/new").status_code == 403
    assert client.get(f"{rota.path}/weeks/1").status_code == 403
    assert client.post(f"{rota.path}/withdraw").status_code == 403
    assert client.post(f"{rota.path}/unknown").status_code == 404


def test_a_swap_is_asked_and_answered_on_the_page(client):
    street, rota, mine, yours = swappable()
    path = f"{rota.path}/turns/{mine.id}/swap"
    client.sign_in(street.holders[0])
    assert "第2铺" in client.get(path).text
    assert client.post(path, data={"other": str(yours.id), "message": "要去进货"}).status_code == 302
    swap = db.session.scalar(select(Swap))

    client.sign_in(street.holders[1])
    assert "要去进货" in client.get(rota.path).text
    assert client.post(f"/duty/swaps/{swap.id}/agree").status_code == 302

    assert db.session.get(Turn, mine.id).membership_id == street.shops[1].id
    assert client.post(f"/duty/swaps/{swap.id}/agree").status_code == 409
    assert client.sign_in(street.holders[2]).post(f"/duty/swaps/{swap.id}/agree").status_code == 404


def test_the_rota_needs_the_same_queries_however_long(client):
    street = Street(shops=6)
    short, long = a_rota(street, weeks=1, each=1), a_rota(street, weeks=3, each=4, ahead=5)
    client.sign_in(street.holders[0])
    few, many = short.path, long.path
    client.get(few)

    assert queries_of(client, few) == queries_of(client, many)
