"""What waits for somebody is told by every feature and stands on one page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.alliances.models import Office
from portal.conventions import services as conventions
from portal.conventions.states import Stance, State
from portal.core import clock
from portal.core.db import db
from portal.core.duties import Duty, duties_of
from portal.forums import services as forums
from portal.places.models import PlaceKind
from tests.clients import queries_of
from tests.factories import a_place, a_user, an_alliance, an_office, an_official, saved, the_city
from tests.factories.alliances import a_founding, an_application
from tests.factories.ballots import a_ballot
from tests.factories.consultations import a_draft, after, an_open_one, an_opinion
from tests.factories.conventions import a_convention
from tests.factories.forums import a_topic


def asked(person):
    """(what is asked, where, how many) of this person, said anew as at the next request."""
    db.session.flush()
    for name in ("_roles", "_offices", "_alliances"):
        person.__dict__.pop(name, None)
    return [(str(duty.what), duty.path, duty.count) for duty in duties_of(person)]


def a_street():
    return a_place(the_city(), kind=PlaceKind.STREET)


def test_nothing_waits_for_a_newcomer_and_the_page_says_so(client):
    client.sign_in(a_user())

    assert "没有待办" in client.get("/me/work").text


def test_nobodys_work_list_asks_to_sign_in(client):
    assert "/sign-in" in client.get("/me/work").location


def test_a_vote_waits_for_those_on_the_roll():
    voter = a_user()
    ballot = a_ballot(voter)

    assert asked(voter) == [("请您投票", f"/ballots/{ballot.code}/vote", 0)]
    assert asked(a_user()) == []


def test_applications_wait_for_officers_and_foundings_for_the_street():
    chair, official = a_user(), an_official(Role.ISSUER, place=(street := a_street()))
    alliance = an_alliance(place=street)
    an_office(alliance, chair, Office.CHAIR)
    an_application(alliance)
    an_application(alliance)
    founding = a_founding(street)

    assert asked(chair) == [("审核入盟申请", f"/alliances/{alliance.code}/members", 2)]
    assert asked(official) == [("查看联盟筹建情况并确认成立", f"/alliances/{founding.code}", 0)]


def test_a_convention_waits_for_whose_turn_it_is():
    convention = a_convention(State.GATHERING)
    conventions.comment(convention, text="写清楚。", stance=Stance.OPPOSE, actor=a_user())
    chair = convention.team.chair

    waiting = asked(chair)
    convention.comment_until = clock.now() - timedelta(hours=1)
    with clock.stopped_at(clock.now() + timedelta(days=1)):
        (overdue,) = (duty for duty in duties_of(chair) if "comments" in duty.path)

    assert ("答复征求到的意见", f"{convention.path}/comments", 1) in waiting
    assert overdue.late
    assert asked(a_user()) == []


def test_a_consultation_waits_for_its_issuer_then_for_its_answers():
    street = a_street()
    issuer, editor = an_official(Role.ISSUER, place=street), an_official(Role.EDITOR, place=street)
    draft = a_draft(street)
    running = an_open_one(street)
    an_opinion(running)

    assert asked(issuer) == [("审核商议事项并发布", draft.address, 0)]
    with after(running):
        assert ("征集已结束，请开始答复", running.address, 0) in asked(editor)


def test_reported_posts_wait_for_those_who_keep_order():
    keeper = an_official(Role.MODERATOR, place=the_city())
    topic = a_topic()
    post = forums.reply(topic, text="广告", actor=a_user())
    forums.flag(post, reason="广告", actor=a_user())

    assert asked(keeper) == [("处理被举报的帖子", f"/forums/{topic.board.code}/reports", 1)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_work_list_costs_the_same_for_one_and_for_three(client, count):
    chair = a_user()
    for _ in range(count):
        alliance = an_alliance()
        an_office(alliance, chair, Office.CHAIR)
        an_application(alliance)
        a_ballot(chair)
        a_convention(State.GATHERING).drafted_by = chair.id
    client.sign_in(saved(chair))

    assert queries_of(client, "/me/work") <= 24


@pytest.mark.needs_no_database
def test_a_day_lasts_until_its_end():
    today = clock.today()

    assert not Duty(what="", path="/", due=today).late
    assert Duty(what="", path="/", due=today - timedelta(days=1)).late
    assert not Duty(what="", path="/").late
