from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.ballots.rules import Choice
from portal.core import clock
from portal.core.db import db
from portal.meetings import queries, rules, services
from portal.meetings.models import Meeting, Minutes
from portal.meetings.states import Audience, MeetingState, ResolutionState
from tests.clients import queries_of
from tests.factories import a_user
from tests.factories.meetings import Hall, a_draft, a_meeting


@contextmanager
def in_session(hall=None, here=None, **kw):
    """A meeting in session at its own time, everybody of `here` (the whole hall) signed in."""
    hall = hall or Hall()
    meeting = a_meeting(hall, **kw)
    with clock.stopped_at(meeting.starts_at):
        people = [hall.chair, hall.secretary, *hall.members] if here is None else here
        for person in people:
            code = rules.code_at(meeting.sign_key, clock.now())
            services.sign_in(meeting, code=code, actor=person)
        services.open_meeting(meeting, actor=hall.chair)
        yield hall, meeting


def local(moment):
    return clock.local(moment).strftime("%Y-%m-%dT%H:%M")


def a_call(**kw):
    starts = clock.now() + timedelta(days=10)
    return {
        "kind": "regular",
        "title": "第十次例会",
        "starts_at": local(starts),
        "ends_at": local(starts + timedelta(hours=1)),
        "venue": "议事角",
        "items": "一、情况通报\n二、夜间停车",
        "send": "y",
        **kw,
    }


def test_an_officer_calls_a_meeting_with_its_agenda(client):
    hall = Hall()
    path = f"/meetings/of/alliance/{hall.alliance.code}/new"
    assert client.sign_in(hall.chair).get(path).status_code == 200

    answer = client.post(path, data=a_call())

    meeting = db.session.scalar(select(Meeting))
    assert (answer.status_code, meeting.state) == (302, MeetingState.CALLED)
    assert [item.title.original for item in queries.agenda_of(meeting)] == ["情况通报", "夜间停车"]
    assert "第十次例會" in client.get(f"/zh-hant{meeting.path}").text


def test_a_short_notice_comes_back_with_the_sentence(client):
    hall = Hall()
    soon = clock.now() + timedelta(days=1)
    data = a_call(starts_at=local(soon), ends_at=local(soon + timedelta(hours=1)))

    answer = client.sign_in(hall.chair).post(f"/meetings/of/alliance/{hall.alliance.code}/new", data=data)

    assert answer.status_code == 422
    assert "通常提前 3 日通知" in answer.text
    assert db.session.scalar(select(Meeting)) is None


def test_members_cannot_open_the_form(client):
    hall = Hall()

    answer = client.sign_in(hall.members[0]).get(f"/meetings/of/alliance/{hall.alliance.code}/new")

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/meetings/of/nobody/x", "/meetings/of/alliance/none", "/meetings/none"])
def test_what_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_a_draft_is_completed_and_sent(client):
    hall = Hall()
    meeting = a_draft(hall)
    later = meeting.starts_at + timedelta(days=1)
    client.sign_in(hall.secretary)

    for path, data in (
        ("edit", {"title": "例会", "venue": "桥头"}),
        ("time", {"starts_at": local(later), "ends_at": local(later + timedelta(hours=1))}),
        ("items/new", {"kind": "problem", "title": "停车", "path": "/conventions/", "path_title": "公约"}),
        ("officers", {"chair": hall.secretary.id, "secretary": hall.chair.id}),
    ):
        assert client.get(f"{meeting.path}/{path}").status_code == 200
        assert client.post(f"{meeting.path}/{path}", data=data).status_code == 302, path
    assert client.get(f"{meeting.path}/notice").status_code == 200
    assert client.post(f"{meeting.path}/notice", data={}).status_code == 302

    db.session.refresh(meeting)
    assert (meeting.title.original, meeting.state) == ("例会", MeetingState.CALLED)


def test_the_agenda_is_edited_moved_and_shortened(client):
    hall = Hall()
    meeting = a_meeting(hall, points=[services.Point(title=t) for t in ("一件事", "两件事")])
    first, second = queries.agenda_of(meeting)
    client.sign_in(hall.chair)

    assert client.get(f"{meeting.path}/items/{first.id}").status_code == 200
    client.post(f"{meeting.path}/items/{second.id}", data={"kind": "report", "title": "改过的事"})
    client.post(f"{meeting.path}/items/{second.id}/move", data={"up": "1"})
    client.post(f"{meeting.path}/items/{first.id}/drop")

    assert [item.title.original for item in queries.agenda_of(meeting)] == ["改过的事"]


def test_it_is_postponed_and_cancelled(client):
    hall = Hall()
    meeting = a_meeting(hall)
    later = meeting.starts_at + timedelta(days=2)
    client.sign_in(hall.chair)

    for path in ("postpone", "cancel"):
        assert client.get(f"{meeting.path}/{path}").status_code == 200
    times = {"starts_at": local(later), "ends_at": local(later + timedelta(hours=1))}
    assert client.post(f"{meeting.path}/postpone", data={**times, "reason": "大雨"}).status_code == 302
    assert client.post(f"{meeting.path}/cancel", data={"reason": "停电"}).status_code == 302

    assert "停电" in client.sign_in(hall.members[0]).get(meeting.path).text


def test_strangers_know_of_public_meetings_only(client):
    hall = Hall()
    inner, public = a_meeting(hall, title="内部会"), a_meeting(hall, title="公开会", public=True)

    assert client.get(inner.path).status_code == 404
    assert client.get(public.path).status_code == 200
    page = client.get("/meetings/").text
    assert ("公开会" in page, "内部会" in page) == (True, False)


def test_what_is_to_be_done_after_an_open_meeting_is_shown_inside_only(client):
    hall = Hall()
    meeting = a_finished(hall, public=True)
    with clock.stopped_at(meeting.ended_at):
        services.give_task(
            meeting,
            text="值周表发群",
            user_id=hall.members[0].id,
            due_on=clock.today() + timedelta(days=20),
            actor=hall.chair,
        )
    page = f"/meetings/of/alliance/{hall.alliance.code}"

    outside = client.get(page)
    inside = client.sign_in(hall.members[1]).get(page)

    assert outside.status_code == 200
    assert ("值周表发群" in outside.text, "值周表发群" in inside.text) == (False, True)


def test_one_thumb_signs_in_with_the_code_of_the_screen(client):
    hall = Hall()
    meeting = a_meeting(hall)
    with clock.stopped_at(meeting.starts_at):
        screen = client.sign_in(hall.chair).get(f"{meeting.path}/screen")
        code = rules.code_at(meeting.sign_key, clock.now())
        assert f"{code[:4]} {code[4:]}" in screen.text
        assert screen.headers["Refresh"] == "15"

        client.sign_in(hall.members[0])
        page = client.get(f"{meeting.path}/sign-in?c={code}")
        answer = client.post(f"{meeting.path}/sign-in", data={"code": code})

        assert (page.status_code, answer.status_code) == (200, 302)
        assert "您已签到" in client.get(f"{meeting.path}/live").text
    assert meeting.present_count == 1


def test_an_old_code_comes_back_with_the_sentence(client):
    hall = Hall()
    meeting = a_meeting(hall)
    with clock.stopped_at(meeting.starts_at):
        old = rules.code_at(meeting.sign_key, clock.now() - timedelta(minutes=10))
        answer = client.sign_in(hall.members[0]).post(f"{meeting.path}/sign-in", data={"code": old})

    assert (answer.status_code, meeting.present_count) == (422, 0)


def test_the_list_is_kept_by_the_officers(client):
    hall = Hall()
    with in_session(hall, here=[]) as (_, meeting):
        client.sign_in(hall.secretary)
        seats = {s.user_id: s for s in queries.seats_of(meeting)}
        assert client.get(f"{meeting.path}/attendance").status_code == 200
        assert client.get(f"{meeting.path}/attendance/sheet").status_code == 200
        assert client.get(f"{meeting.path}/attendance/guest").status_code == 200
        assert client.get(f"{meeting.path}/attendance/proxy").status_code == 200

        chosen = [seats[p.id].id for p in hall.members[:2]]
        client.post(f"{meeting.path}/attendance", data={"seats": chosen})
        client.post(
            f"{meeting.path}/attendance/guest", data={"name": "老周", "of": "供电公司", "kind": "guest"}
        )
        client.post(f"{meeting.path}/attendance/{chosen[0]}/left")
        no_paper = {"seat": seats[hall.chair.id].id, "holder": chosen[1]}
        refused = client.post(f"{meeting.path}/attendance/proxy", data=no_paper)

        assert refused.status_code == 422
        assert "老周" in client.get(f"{meeting.path}/attendance").text
    assert meeting.present_count == 1


def test_a_member_names_a_proxy_and_takes_it_back(client):
    hall = Hall()
    meeting = a_meeting(hall)
    holder = queries.seat_of(meeting, hall.members[1])
    client.sign_in(hall.members[0])

    assert client.get(f"{meeting.path}/proxy").status_code == 200
    assert client.post(f"{meeting.path}/proxy", data={"holder": holder.id}).status_code == 302
    assert queries.seat_of(meeting, hall.members[0]).proxy_id == holder.id
    assert client.post(f"{meeting.path}/proxy/back").status_code == 302
    assert queries.seat_of(meeting, hall.members[0]).proxy_id is None


def test_the_word_is_asked_for_given_and_ended(client):
    with in_session() as (hall, meeting):
        client.sign_in(hall.members[0]).post(f"{meeting.path}/word")
        (speech,) = queries.speeches_open(meeting)
        client.sign_in(hall.chair)
        assert client.post(f"{meeting.path}/word/{speech.id}/give", data={"minutes": "3"}).status_code == 302
        assert speech.until == clock.now() + timedelta(minutes=3)
        assert client.post(f"{meeting.path}/word/{speech.id}/give", data={"minutes": "x"}).status_code == 409
        client.post(f"{meeting.path}/word/{speech.id}/end")
        client.post(f"{meeting.path}/word")
        client.post(f"{meeting.path}/word/back")

        assert queries.speeches_open(meeting) == []


def test_a_resolution_from_proposal_to_the_count(client):
    with in_session() as (hall, meeting):
        client.sign_in(hall.chair)
        new = f"{meeting.path}/resolutions/new"
        assert client.get(new).status_code == 200
        for text in ("先画黄线", "不要的"):
            assert client.post(new, data={"text": text}).status_code == 302
        one = f"{meeting.path}/resolutions/1"
        assert client.get(f"{one}/edit").status_code == 200
        client.post(f"{one}/edit", data={"text": "先画黄线，试行一个月"})
        client.post(f"{meeting.path}/resolutions/2/drop")
        client.post(f"{one}/open")
        assert client.get(f"{one}/hands").status_code == 200
        seats = {s.user_id: s.id for s in queries.seats_of(meeting)}
        client.post(f"{one}/hands", data={f"hand_{seats[hall.secretary.id]}": "for"})

        for person in hall.members[:2]:
            client.sign_in(person)
            assert client.get(f"{one}/vote").status_code == 200
            assert client.post(f"{one}/vote", data={"choice": "for"}).status_code == 302
        against = {"choice": "against", "dissent": "影响傍晚卸货"}
        client.sign_in(hall.members[2]).post(f"{one}/vote", data=against)
        client.sign_in(hall.chair).post(f"{one}/count")

        page = client.get(f"{meeting.path}/live").text
        assert "影响傍晚卸货" in page
        resolution = queries.get_resolution(meeting, 1)
    assert (resolution.state, resolution.passed) == (ResolutionState.DECIDED, True)
    assert queries.get_resolution(meeting, 2).state is ResolutionState.DROPPED


def test_officers_open_and_close(client):
    hall = Hall()
    meeting = a_meeting(hall)
    with clock.stopped_at(meeting.starts_at):
        client.sign_in(hall.chair)
        assert client.post(f"{meeting.path}/open").status_code == 302
        assert client.post(f"{meeting.path}/close").status_code == 302

    assert meeting.state is MeetingState.ENDED


def a_finished(hall, **kw):
    with in_session(hall, **kw) as (_, meeting):
        services.close(meeting, actor=hall.chair)
    return meeting


def test_minutes_from_draft_to_the_public(client):
    hall = Hall()
    hall.members[0].name = "万里长"
    meeting = a_finished(hall, points=[services.Point(title="情况通报")])
    client.sign_in(hall.secretary)
    assert client.post(f"{meeting.path}/minutes").status_code == 302
    one = f"{meeting.path}/minutes/1"
    minutes = db.session.scalar(select(Minutes))
    parts = queries.parts_of(minutes)
    data = {f"heading_{p.id}": p.heading.original for p in parts}
    data |= {f"text_{p.id}": "<p>万里长说：夜里太吵，电话13800001234。</p>" for p in parts}

    assert client.get(f"{one}/edit").status_code == 200
    assert client.post(f"{one}/edit", data=data).status_code == 302
    client.post(f"{one}/confirm")
    assert client.post(f"{one}/confirm").status_code == 409
    client.sign_in(hall.chair).post(f"{one}/confirm")
    assert client.get(f"{one}/publish").status_code == 200
    assert client.post(f"{one}/publish", data={"audience": "everybody"}).status_code == 302

    public = client.__class__(client.application).get(one).text
    assert ("万里长" in public, "13800001234" in public, "万某某" in public) == (False, False, True)
    inner = client.sign_in(hall.members[1]).get(one).text
    assert "万里长" in inner
    assert client.get(f"{one}/print").status_code == 200


def test_a_correction_is_a_new_version(client):
    hall = Hall()
    meeting = a_finished(hall)
    minutes = services.draft_minutes(meeting, actor=hall.secretary)
    services.confirm_minutes(minutes, actor=hall.secretary)
    services.confirm_minutes(minutes, actor=hall.chair)
    services.publish_minutes(minutes, audience=Audience.MEMBERS, actor=hall.chair)
    client.sign_in(hall.secretary)

    assert client.get(f"{meeting.path}/minutes/correct").status_code == 200
    assert client.post(f"{meeting.path}/minutes/correct", data={"reason": ""}).status_code == 422
    answer = client.post(f"{meeting.path}/minutes/correct", data={"reason": "人数有误"})

    assert answer.location.endswith("/minutes/2/edit")
    member = client.sign_in(hall.members[0])
    assert member.get(f"{meeting.path}/minutes/2").status_code == 404
    assert member.get(f"{meeting.path}/minutes/1").status_code == 200


def test_a_task_is_given_and_ticked_off(client):
    hall = Hall()
    meeting = a_finished(hall)
    client.sign_in(hall.secretary)
    due = (clock.today() + timedelta(days=20)).isoformat()
    assert client.get(f"{meeting.path}/tasks/new").status_code == 200
    data = {"text": "值周表发群", "person": hall.members[0].id, "due_on": due}
    with clock.stopped_at(meeting.ended_at):
        assert client.post(f"{meeting.path}/tasks/new", data=data).status_code == 302
    (task,) = queries.tasks_of(meeting)

    client.sign_in(hall.members[1])
    assert client.post(f"{meeting.path}/tasks/{task.id}", data={"done": "done"}).status_code == 403
    client.sign_in(hall.members[0])
    assert "值周表发群" in client.get(f"{meeting.path}/tasks/{task.id}").text
    assert client.post(f"{meeting.path}/tasks/{task.id}", data={"done": "done"}).status_code == 302
    assert client.sign_in(a_user()).get(f"{meeting.path}/tasks/{task.id}").status_code == 404


def cost_of_lists(client, count):
    hall = Hall()
    for _ in range(count):
        a_meeting(hall, public=True)
    client.sign_in(hall.members[0])
    paths = ("/meetings/", f"/meetings/of/alliance/{hall.alliance.code}", "/me")
    return [queries_of(client, path) for path in paths]


def test_lists_cost_the_same_for_one_and_for_three(client):
    assert cost_of_lists(client, 1) == cost_of_lists(client, 3)


def cost_of_live(client, members):
    with in_session(Hall(members=members)) as (hall, meeting):
        for person in hall.members:
            services.ask_for_word(meeting, actor=person)
        resolution = services.propose(meeting, text="试行一个月", actor=hall.chair)
        services.open_vote(resolution, actor=hall.chair)
        for person in hall.members:
            services.vote(resolution, choice=Choice.FOR, actor=person)
        client.sign_in(hall.members[0])
        path = meeting.path
        return [queries_of(client, f"{path}{end}") for end in ("", "/live")]


def test_a_full_room_costs_what_an_empty_one_does(client):
    assert cost_of_live(client, 1) == cost_of_live(client, 6)


def test_the_page_of_the_alliance_shows_the_next_meeting(client):
    hall = Hall()
    a_meeting(hall, title="第十次例会", public=True)

    assert "第十次例会" in client.get(f"/alliances/{hall.alliance.code}").text


def test_the_list_says_first_what_comes_next(client):
    hall = Hall()
    for days, title in ((20, "十二月例会"), (12, "十一月例会"), (15, "已经取消的会")):
        meeting = a_meeting(hall, title=title, days=days, public=True)
    services.cancel(meeting, reason="大雪", actor=hall.chair)

    listed = client.get(f"/meetings/of/alliance/{hall.alliance.code}").text

    assert listed.index("十一月例会") < listed.index("十二月例会") < listed.index("已经取消的会")
