"""Minutes, tasks and calendars."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from portal.alliances.states import Office
from portal.ballots.rules import Choice
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.files.queries import files_of, may_see
from portal.meetings import papers, personal, queries, rules, services
from portal.meetings.states import Audience, MeetingState, MinutesState, TaskState
from portal.notifications.models import InboxLine
from portal.papers.kinds import Standing
from portal.papers.queries import find_paper, proof_of
from tests.factories import a_user, an_office
from tests.factories.meetings import Hall, a_meeting


def a_finished(hall=None, tasks=(), **kw):
    hall = hall or Hall()
    meeting = a_meeting(hall, **kw)
    with clock.stopped_at(meeting.starts_at):
        for person in (hall.chair, hall.secretary, *hall.members):
            services.sign_in(meeting, code=rules.code_at(meeting.sign_key, clock.now()), actor=person)
        services.open_meeting(meeting, actor=hall.chair)
        resolution = services.propose(
            meeting, text="先画黄线", item=next(iter(queries.agenda_of(meeting)), None), actor=hall.chair
        )
        services.open_vote(resolution, actor=hall.chair)
        for person in (hall.chair, hall.secretary, *hall.members[1:]):
            services.vote(resolution, choice=Choice.FOR, actor=person)
        services.vote(resolution, choice=Choice.AGAINST, dissent="影响卸货", actor=hall.members[0])
        services.count(resolution, actor=hall.chair)
        for text, person, due in tasks:
            services.give_task(
                meeting,
                text=text,
                user_id=person.id,
                due_on=clock.today() + timedelta(days=due),
                actor=hall.chair,
            )
        services.close(meeting, actor=hall.chair)
    return hall, meeting


def confirmed(hall, meeting):
    minutes = services.draft_minutes(meeting, actor=hall.secretary)
    services.confirm_minutes(minutes, actor=hall.secretary)
    services.confirm_minutes(minutes, actor=hall.chair)
    return minutes


def test_minutes_are_drafted_from_what_happened():
    hall, meeting = a_finished(points=[services.Point(title="夜间停车", text="商议书正在征求意见")])

    minutes = services.draft_minutes(meeting, actor=hall.secretary)

    parts = queries.parts_of(minutes)
    assert [p.heading.hans for p in parts] == ["时间、地点和出席情况", "夜间停车"]
    assert "应到 5 人，实到 5 人（扫码签到 5 人，手签 0 人）" in parts[0].text.hans
    assert "赞成 4，反对 1，弃权 0" in parts[1].text.hans
    assert "要求记录意见：影响卸货" in parts[1].text.hans
    assert "應到 5 人" in parts[0].text.hant


def test_two_different_people_confirm():
    hall, meeting = a_finished()
    minutes = services.draft_minutes(meeting, actor=hall.secretary)

    services.confirm_minutes(minutes, actor=hall.secretary)
    with pytest.raises(Refused):
        services.confirm_minutes(minutes, actor=hall.secretary)
    with pytest.raises(Forbidden):
        services.confirm_minutes(minutes, actor=hall.members[0])
    with pytest.raises(Refused):
        services.publish_minutes(minutes, audience=Audience.MEMBERS, actor=hall.chair)
    services.confirm_minutes(minutes, actor=hall.chair)

    assert (minutes.state, minutes.text_hash) == (MinutesState.CONFIRMED, queries.hash_of(minutes))


def test_another_officer_does_not_confirm_in_place_of_those_named():
    hall = Hall()
    vice = a_user()
    an_office(hall.alliance, vice, Office.VICE_CHAIR)
    _, meeting = a_finished(hall)
    minutes = services.draft_minutes(meeting, actor=vice)

    with pytest.raises(Forbidden):
        services.confirm_minutes(minutes, actor=vice)


def test_a_change_asks_both_again():
    hall, meeting = a_finished()
    minutes = services.draft_minutes(meeting, actor=hall.secretary)
    services.confirm_minutes(minutes, actor=hall.secretary)
    part = queries.parts_of(minutes)[0]

    services.edit_minutes(minutes, texts={part.id: ("出席情况", "<p>改过</p>")}, actor=hall.chair)

    assert (minutes.chair_by, minutes.secretary_by) == (None, None)
    with pytest.raises(Refused):
        services.edit_minutes(minutes, texts={part.id: (" ", "<p>改过</p>")}, actor=hall.chair)


def test_confirmed_minutes_are_neither_edited_nor_drafted_anew():
    hall, meeting = a_finished()
    minutes = confirmed(hall, meeting)
    part = queries.parts_of(minutes)[0]

    with pytest.raises(Refused):
        services.edit_minutes(minutes, texts={part.id: ("别的", "")}, actor=hall.chair)
    with pytest.raises(Refused):
        services.draft_minutes(meeting, actor=hall.secretary)
    with pytest.raises(Refused):
        services.confirm_minutes(minutes, actor=hall.chair)


def test_a_correction_is_numbered_and_leaves_the_first_as_it_was():
    hall, meeting = a_finished()
    first = confirmed(hall, meeting)
    for reason in ("", "  "):
        with pytest.raises(Refused):
            services.correct_minutes(meeting, reason=reason, actor=hall.secretary)

    second = services.correct_minutes(meeting, reason="人数有误", actor=hall.secretary)
    part = queries.parts_of(second)[0]
    services.edit_minutes(second, texts={part.id: ("出席", "<p>应到六人</p>")}, actor=hall.secretary)

    assert (second.number, second.state) == (2, MinutesState.DRAFT)
    assert queries.hash_of(first) == first.text_hash
    with pytest.raises(Refused):
        services.correct_minutes(meeting, reason="又错", actor=hall.secretary)


def test_there_is_nothing_to_correct_before_a_confirmation():
    hall, meeting = a_finished()

    with pytest.raises(Refused):
        services.correct_minutes(meeting, reason="错", actor=hall.secretary)


def test_minutes_are_drafted_only_once_the_meeting_was_opened():
    hall = Hall()
    meeting = a_meeting(hall)

    with pytest.raises(Refused):
        services.draft_minutes(meeting, actor=hall.secretary)


def test_who_reads_which_minutes():
    hall, meeting = a_finished()
    minutes = confirmed(hall, meeting)
    stranger = a_user()
    assert queries.readable(meeting, hall.members[0]) == []

    services.publish_minutes(minutes, audience=Audience.MEMBERS, actor=hall.chair)

    assert queries.readable(meeting, hall.members[0]) == [minutes]
    assert queries.readable(meeting, stranger) == []


def test_public_minutes_are_issued_under_their_hash_and_a_changed_word_is_found():
    hall, meeting = a_finished()
    minutes = confirmed(hall, meeting)
    services.publish_minutes(minutes, audience=Audience.EVERYBODY, actor=hall.chair)
    paper = find_paper(papers.KIND, minutes.id, minutes.text_hash)
    assert proof_of(paper)[1] is Standing.VALID

    queries.parts_of(minutes)[0].heading = "改过"
    db.session.flush()

    assert proof_of(paper)[1] is Standing.CHANGED


def test_pdfs_of_minutes_and_attendance_are_made_in_both_scripts():
    hall, meeting = a_finished()
    minutes = confirmed(hall, meeting)
    services.publish_minutes(minutes, audience=Audience.MEMBERS, actor=hall.chair)

    for payload in [
        {"what": w, "minutes_id": minutes.id, "locale": script}
        for w in ("minutes", "attendance")
        for script in ("zh_Hans", "zh_Hant")
    ] * 2:
        papers.make_pdf(payload)

    pdfs, sheets = files_of(papers.KIND, minutes.id), files_of("meeting", meeting.id)
    assert (len(pdfs), len(sheets)) == (2, 2)
    member, stranger = hall.members[0], a_user()
    assert [may_see(p, pdfs[0]) for p in (member, stranger)] == [True, False]
    assert [may_see(p, sheets[0]) for p in (hall.chair, member)] == [True, False]


def messages(user):
    return list(db.session.scalars(select(InboxLine.message).where(InboxLine.user_id == user.id)))


def test_a_task_is_reminded_of_on_its_day_and_once_when_overdue():
    hall = Hall()
    _, meeting = a_finished(hall, tasks=[("值周表发群", hall.members[0], 2)])
    (task,) = queries.tasks_of(meeting)
    due = clock.local(meeting.starts_at) + timedelta(days=2)

    counts = []
    for days in (-1, 0, 0, 1, 2):
        with clock.stopped_at((due + timedelta(days=days)).astimezone(UTC)):
            counts.append(services.remind_of_tasks())

    assert counts == [0, 1, 0, 1, 0]
    assert [m for m in messages(hall.members[0]) if "Due today" in m or "Overdue" in m] == [
        "Due today from “%(title)s”: %(text)s",
        "Overdue since %(due)s from “%(title)s”: %(text)s",
    ]
    assert task.state is TaskState.OPEN


def test_a_task_is_settled_once_by_its_person_or_the_officers():
    hall = Hall()
    _, meeting = a_finished(hall, tasks=[("一", hall.members[0], 2), ("二", hall.members[1], 2)])
    one, two = queries.tasks_of(meeting)

    with pytest.raises(Forbidden):
        services.settle_task(one, done=True, actor=hall.members[1])
    services.settle_task(one, done=True, note="发了", actor=hall.members[0])
    with pytest.raises(Refused):
        services.settle_task(one, done=True, actor=hall.members[0])
    with pytest.raises(Refused):
        services.settle_task(two, done=False, actor=hall.chair)
    services.settle_task(two, done=False, note="不再需要", actor=hall.chair)

    assert [t.state for t in (one, two)] == [TaskState.DONE, TaskState.DROPPED]


@pytest.mark.parametrize("wrong", [{"text": " "}, {"user_id": -1}, {"days": -1}])
def test_a_task_nobody_could_do_is_not_given(wrong):
    hall, meeting = a_finished()
    days = wrong.pop("days", 3)
    words = {"text": "发群", "user_id": hall.members[0].id, **wrong}

    with clock.stopped_at(meeting.ended_at), pytest.raises(Refused):
        services.give_task(meeting, due_on=clock.today() + timedelta(days=days), actor=hall.chair, **words)


def test_tasks_are_given_in_meetings_that_were_held():
    hall = Hall()
    meeting = a_meeting(hall)

    with pytest.raises(Refused):
        services.give_task(
            meeting, text="发群", user_id=hall.chair.id, due_on=clock.today(), actor=hall.chair
        )


def test_the_day_before_everybody_hears_of_it_once():
    hall = Hall()
    meeting = a_meeting(hall)

    with clock.stopped_at(meeting.starts_at - timedelta(hours=20)):
        counts = [services.remind_of_meetings() for _ in range(2)]

    assert counts == [1, 1]
    assert len([m for m in messages(hall.members[0]) if m.startswith("Soon")]) == 1


def test_minutes_nobody_confirms_are_asked_for_after_three_working_days():
    hall, meeting = a_finished()
    services.draft_minutes(meeting, actor=hall.secretary)
    last = queries.confirm_by(meeting)

    for days in (0, 1, 2):
        at = meeting.ended_at + timedelta(days=(last - clock.local(meeting.ended_at).date()).days + days)
        with clock.stopped_at(at):
            services.remind_of_minutes()

    late = [m for m in messages(hall.chair) if "should have been confirmed" in m]
    assert len(late) == 1
    assert messages(hall.members[0]) == [m for m in messages(hall.members[0]) if "confirmed" not in m]


def test_confirmed_minutes_are_not_asked_for():
    hall, meeting = a_finished()
    confirmed(hall, meeting)

    with clock.stopped_at(meeting.ended_at + timedelta(days=30)):
        assert services.remind_of_minutes() == 0


def test_a_changed_hand_and_a_changed_word_are_named():
    hall, meeting = a_finished()
    minutes = confirmed(hall, meeting)
    assert list(queries.damaged()) == []

    (resolution,) = queries.resolutions_of(meeting)
    queries.hands_of(meeting)[resolution.id][0].choice = Choice.AGAINST
    queries.parts_of(minutes)[0].heading = "改过"
    db.session.flush()

    assert [d.table for d in queries.damaged()] == ["meeting_minutes", "meeting_resolution"]


def calendar_at(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    raw = answer.get_data()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert raw.decode("utf-8").startswith("BEGIN:VCALENDAR")
    return Calendar.from_ical(raw)


def events_of(calendar):
    return [e for e in calendar.walk("VEVENT")]


def test_the_public_calendar_of_a_body(client):
    hall = Hall()
    a_meeting(hall, title="内部会")
    shown = a_meeting(hall, title="一" * 60, public=True)

    calendar = calendar_at(client, f"/meetings/of/alliance/{hall.alliance.code}/calendar.ics")

    (event,) = events_of(calendar)
    assert event["UID"] == f"meeting-{shown.code}@localhost"
    assert event.decoded("DTSTART") == shown.starts_at.replace(microsecond=0)
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert [str(z["TZID"]) for z in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")


def test_a_change_grows_the_sequence_and_a_cancelled_meeting_says_so(client):
    hall = Hall()
    meeting = a_meeting(hall, public=True)
    path = f"/meetings/of/alliance/{hall.alliance.code}/calendar.ics"
    (before,) = events_of(calendar_at(client, path))
    later = meeting.starts_at + timedelta(days=1)
    services.postpone(
        meeting, starts_at=later, ends_at=later + timedelta(hours=1), reason="雨", actor=hall.chair
    )
    services.cancel(meeting, reason="停电", actor=hall.chair)

    (after,) = events_of(calendar_at(client, path))

    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"], after["STATUS"]) == (0, 2, "CANCELLED")
    assert meeting.state is MeetingState.CANCELLED


def test_a_person_s_calendar_is_found_by_its_secret_only(client):
    hall = Hall()
    a_meeting(hall, title="内部会")
    a_meeting(Hall(), title="别人的会")
    client.sign_in(hall.members[0])
    assert client.get("/meetings/calendar").status_code == 200
    client.post("/meetings/calendar")
    first = queries.key_of(hall.members[0]).token
    stranger = client.__class__(client.application)

    (event,) = events_of(calendar_at(stranger, f"/meetings/calendar/{first}.ics"))
    client.post("/meetings/calendar")

    assert str(event["SUMMARY"]) == "内部会"
    assert stranger.get(f"/meetings/calendar/{first}.ics").status_code == 404
    assert queries.key_of(hall.members[0]).token != first


def test_one_meeting_for_the_calendar(client):
    meeting = a_meeting(public=True)

    assert len(events_of(calendar_at(client, f"{meeting.path}/event.ics"))) == 1


def test_what_is_known_of_a_person_and_what_goes():
    hall = Hall()
    person = hall.members[0]
    a_finished(hall, tasks=[("发群", person, 2)])
    services.renew_calendar(person, actor=person)

    known = personal.export(person.id)
    personal.forget(person.id)

    assert [len(known[part]) for part in ("meetings", "votes", "tasks")] == [1, 1, 1]
    assert known["votes"][0]["dissent"] == "影响卸货"
    assert queries.key_of(person) is None
