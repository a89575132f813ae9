"""What of a meeting waits for whom."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.meetings import services
from portal.meetings.panels import duties
from portal.meetings.states import Audience
from tests.clients import queries_of
from tests.factories.meetings import Hall, a_draft
from tests.meetings.test_writing import a_finished


def waiting(person):
    return [(str(duty.what), duty.path.rpartition("/")[0].rpartition("/")[2]) for duty in duties(person)]


def test_a_prepared_meeting_waits_for_its_officers_until_its_notice_is_sent():
    hall = Hall()
    meeting = a_draft(hall)
    ((told,), nobody) = [list(duties(person)) for person in (hall.chair, hall.members[0])]

    services.send_notice(meeting, actor=hall.chair)

    assert (str(told.what), told.path) == ("发出通知", meeting.path)
    assert told.due == meeting.starts_at - timedelta(days=meeting.notice_days)
    assert nobody == list(duties(hall.chair)) == []
    with clock.stopped_at(a_draft(hall).starts_at):
        assert list(duties(hall.chair)) == []  # its day has come, nobody was told


def test_minutes_wait_for_both_officers_then_for_who_publishes_them():
    hall, meeting = a_finished()
    with clock.stopped_at(meeting.ends_at + timedelta(hours=1)):
        minutes = services.draft_minutes(meeting, actor=hall.secretary)
        drafted = [waiting(person) for person in (hall.chair, hall.secretary, hall.members[0])]
        services.confirm_minutes(minutes, actor=hall.chair)
        half = [waiting(person) for person in (hall.chair, hall.secretary)]
        services.confirm_minutes(minutes, actor=hall.secretary)
        both = [waiting(person) for person in (hall.chair, hall.secretary)]
        services.publish_minutes(minutes, audience=Audience.MEMBERS, actor=hall.secretary)

    confirm, publish = [("确认纪要", "minutes")], [("发布纪要", "minutes")]
    assert (drafted, half, both) == ([confirm, confirm, []], [[], confirm], [[], publish])
    assert waiting(hall.secretary) == []


def test_tasks_wait_for_who_has_taken_them_on_until_they_are_ticked_off(client):
    hall, meeting = a_finished()
    busy, other = hall.members[:2]
    with clock.stopped_at(meeting.ends_at + timedelta(hours=1)):
        due = clock.today() + timedelta(days=9)
        tasks = [
            services.give_task(meeting, text=text, user_id=person.id, due_on=due, actor=hall.chair)
            for text, person in (
                ("问价", busy),
                ("量尺寸", busy),
                ("贴通知", busy),
                ("开门", other),
                ("锁门", other),
            )
        ]

    waits = waiting(busy)
    services.settle_task(tasks[4], done=True, actor=other)

    assert waits == [("办理您承担的行动事项", "tasks")] * 3
    assert waiting(other) == waits[:1]
    other_id = other.id
    many = queries_of(client.sign_in(busy), "/me")
    assert queries_of(client.sign_in(db.session.get_one(User, other_id)), "/me") == many
