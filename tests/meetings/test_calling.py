from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Role
from portal.alliances.states import Office
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.meetings import queries, services
from portal.meetings.models import Meeting
from portal.meetings.states import LIFE, AgendaKind, MeetingKind, MeetingState, SeatKind
from portal.notifications.models import InboxLine
from tests.factories import a_member, a_place, a_user, an_official, the_city
from tests.factories.meetings import Hall, a_draft, a_meeting, words


def told(user):
    found = select(InboxLine.message).where(InboxLine.user_id == user.id).order_by(InboxLine.id)
    return list(db.session.scalars(found))


def test_a_notice_writes_the_list_and_reaches_everybody_on_it():
    liaison = a_user()
    hall = Hall(members=2, officers=((liaison, Office.LIAISON),))

    meeting = a_meeting(hall)

    seats = {seat.user_id: seat.kind for seat in queries.seats_of(meeting)}
    voting = {p.id: SeatKind.VOTING for p in (hall.chair, hall.secretary, *hall.members)}
    assert seats == {**voting, liaison.id: SeatKind.OBSERVER}
    assert (meeting.state, meeting.entitled_count, meeting.quorum) == (MeetingState.CALLED, 4, 3)
    assert [len(told(p)) for p in (hall.chair, *hall.members, liaison)] == [1, 1, 1, 1]
    assert meeting.notice_sent_at <= meeting.starts_at - timedelta(days=meeting.notice_days)


def test_who_joins_after_the_notice_has_no_seat():
    hall = Hall()
    meeting = a_meeting(hall)
    late = a_user()

    a_member(hall.alliance, late)

    assert queries.seat_of(meeting, late) is None


def test_a_roll_given_by_the_caller_is_the_list():
    hall, voter = Hall(), a_user()

    meeting = a_meeting(hall, seats=[voter.id], kind=MeetingKind.GENERAL)

    voting = [s.user_id for s in queries.seats_of(meeting) if s.kind is SeatKind.VOTING]
    assert (voting, meeting.entitled_count) == ([voter.id], 1)


def test_the_council_is_those_in_office():
    hall = Hall(members=3)

    meeting = a_meeting(hall, kind=MeetingKind.COUNCIL)

    assert set(queries.people_of(meeting)) == {hall.chair.id, hall.secretary.id}


@pytest.mark.parametrize("kind", [MeetingKind.REGULAR, MeetingKind.GENERAL])
def test_a_short_notice_without_a_reason_is_refused(kind):
    hall = Hall()

    with pytest.raises(Refused):
        a_meeting(hall, days=2, kind=kind)


def test_a_short_notice_says_why():
    meeting = a_meeting(days=2, short_notice="管道周四停水，须提前商量")

    assert meeting.short_notice.original == "管道周四停水，须提前商量"
    assert not meeting.notice_kept


def test_no_reason_shortens_what_the_charter_asks_for():
    with pytest.raises(Refused, match="7"):
        a_meeting(days=6, kind=MeetingKind.GENERAL, short_notice="有急事")


def test_the_notice_of_an_assembly_may_go_out_exactly_seven_days_before():
    with clock.stopped_at(clock.now()):
        meeting = a_meeting(days=7, kind=MeetingKind.GENERAL)

    assert meeting.notice_kept
    assert meeting.short_notice.original == ""


def test_the_caller_may_ask_for_more_days_than_the_city_does():
    hall = Hall()

    with pytest.raises(Refused):
        a_meeting(hall, days=10, least_notice=15, short_notice="有急事")


def test_an_emergency_needs_no_days():
    assert a_meeting(days=1, kind=MeetingKind.EMERGENCY).notice_kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": -1},
        {"ends_at": clock.now()},
        {"venue": ""},
        {"online_url": "http://example.org/room"},
        {"kind": MeetingKind.OWNERS},
        {"points": (services.Point(title=" "),)},
        {"points": (services.Point(title="公约", path="https://elsewhere.example"),)},
    ],
)
def test_a_call_that_nobody_could_follow_is_refused(wrong):
    with pytest.raises(Refused):
        a_meeting(**wrong)


def test_chair_and_secretary_are_two_people():
    hall = Hall()

    with pytest.raises(Refused):
        a_meeting(hall, chair_id=hall.chair.id, secretary_id=hall.chair.id)


def test_members_do_not_call_meetings():
    hall = Hall()

    with pytest.raises(Forbidden):
        services.call(hall.body, actor=hall.members[0], **words())


def test_a_draft_is_told_to_nobody_until_the_notice():
    hall = Hall()
    meeting = a_draft(hall)
    assert told(hall.members[0]) == []

    services.send_notice(meeting, actor=hall.secretary)

    assert len(told(hall.members[0])) == 1


def test_the_notice_goes_out_once():
    hall = Hall()
    meeting = a_meeting(hall)

    with pytest.raises(Refused):
        services.send_notice(meeting, actor=hall.chair)


def test_a_postponed_meeting_has_a_new_notice_and_keeps_the_reason():
    hall = Hall()
    meeting = a_meeting(hall)
    later = meeting.starts_at + timedelta(days=7)

    services.postpone(
        meeting, starts_at=later, ends_at=later + timedelta(hours=1), reason="台风", actor=hall.chair
    )

    assert (meeting.starts_at, meeting.sequence, meeting.notice_kept) == (later, 1, True)
    assert [row.reason.original for row in LIFE.history(meeting)] == ["", "台风"]
    assert len(told(hall.members[0])) == 2


def test_an_assembly_is_not_postponed_below_its_notice():
    hall = Hall()
    meeting = a_meeting(hall, days=8, kind=MeetingKind.GENERAL)
    sooner = clock.now() + timedelta(days=5)

    with pytest.raises(Refused):
        services.postpone(
            meeting, starts_at=sooner, ends_at=sooner + timedelta(hours=1), reason="提前", actor=hall.chair
        )


@pytest.mark.parametrize("act", [services.cancel, services.postpone])
def test_putting_off_needs_a_reason(act):
    hall = Hall()
    meeting = a_meeting(hall)
    later = meeting.starts_at + timedelta(days=1)
    when = {"starts_at": later, "ends_at": later + timedelta(hours=1)} if act is services.postpone else {}

    with pytest.raises(Refused):
        act(meeting, reason=" ", actor=hall.chair, **when)


def test_a_cancelled_meeting_is_told_and_never_opened():
    hall = Hall()
    meeting = a_meeting(hall)

    services.cancel(meeting, reason="会场停电", actor=hall.chair)

    assert (len(told(hall.members[0])), meeting.sequence) == (2, 1)
    with pytest.raises(Refused), clock.stopped_at(meeting.starts_at):
        services.open_meeting(meeting, actor=hall.chair)


def test_nobody_opens_days_before():
    hall = Hall()
    meeting = a_meeting(hall)

    with pytest.raises(Refused):
        services.open_meeting(meeting, actor=hall.chair)


def test_a_meeting_is_opened_and_closed_by_those_who_officiate():
    hall = Hall()
    meeting = a_meeting(hall)

    with clock.stopped_at(meeting.starts_at):
        with pytest.raises(Forbidden):
            services.open_meeting(meeting, actor=hall.members[0])
        services.open_meeting(meeting, actor=hall.chair)
        services.close(meeting, actor=hall.secretary)

    assert meeting.state is MeetingState.ENDED


def test_the_agenda_is_ordered_and_can_be_changed_until_the_end():
    hall = Hall()
    points = [services.Point(title=t, kind=AgendaKind.REPORT) for t in ("一", "二", "三")]
    meeting = a_meeting(hall, points=points)
    first, second, third = queries.agenda_of(meeting)

    services.move_item(third, up=True, actor=hall.chair)
    services.drop_item(first, actor=hall.chair)
    services.change_item(second, point=services.Point(title="二（改）"), actor=hall.chair)

    assert [item.title.original for item in queries.agenda_of(meeting)] == ["三", "二（改）"]


def test_a_changed_agenda_is_told_once_a_day():
    hall = Hall()
    meeting = a_meeting(hall)

    for title in ("停车", "卸货"):
        services.add_item(meeting, point=services.Point(title=title), actor=hall.chair)

    assert len(told(hall.members[0])) == 2


def test_others_may_be_named_to_preside_but_only_officers():
    vice = a_user()
    hall = Hall(officers=((vice, Office.VICE_CHAIR),))
    meeting = a_meeting(hall)

    services.name_officers(meeting, chair_id=vice.id, secretary_id=hall.secretary.id, actor=hall.secretary)
    with pytest.raises(Refused):
        services.name_officers(
            meeting, chair_id=hall.members[0].id, secretary_id=hall.secretary.id, actor=hall.secretary
        )

    assert meeting.chair_id == vice.id


def seen_by(viewer):
    return [
        m.id
        for m in db.session.scalars(select(Meeting).order_by(Meeting.id).where(queries.visible_to(viewer)))
    ]


def test_who_sees_a_meeting():
    street = a_place(the_city())
    hall = Hall(place=street)
    official, stranger = an_official(Role.REVIEWER, place=street), a_user()
    draft, inner, public = a_draft(hall), a_meeting(hall), a_meeting(hall, public=True)

    assert seen_by(None) == seen_by(stranger) == [public.id]
    assert seen_by(hall.members[0]) == seen_by(official) == [inner.id, public.id]
    assert seen_by(hall.secretary) == [draft.id, inner.id, public.id]
