"""Sides, seats and sessions: who sits for whom, papers in time, the absent side."""

from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.consultations.meetings import ConsultationMeetings, body
from portal.consultations.queries import results, sessions
from portal.consultations.rules.lots import drawn, ticket
from portal.consultations.services import concluding, papers, seats
from portal.consultations.services.seats import Stake
from portal.consultations.states import RecordKind, SeatRole, SeatState, Selection
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.meetings import services as meetings
from portal.meetings.models import Seat
from portal.meetings.services.agenda import Point
from portal.meetings.states import MeetingKind, MeetingState, SignedBy
from tests.clients import queries_of
from tests.factories import a_user, an_official
from tests.factories.consultations import DAY, a_clerk, after, an_open_one

SIDES = (
    Stake(name="沿线住户", seats=2),
    Stake(name="两侧商户", seats=1),
    Stake(name="乘客", seats=2, selection=Selection.DRAWN),
    Stake(name="人大代表", seats=1, selection=Selection.INVITED),
)


@pytest.fixture
def hearing():
    consultation = an_open_one(kind="hearing", closes_at=clock.now() + 30 * DAY)
    editor = an_official(Role.EDITOR, place=consultation.place)
    an_official(Role.ISSUER, place=consultation.place)
    seats.set_sides(consultation, sides=SIDES, actor=editor)
    return consultation, editor, seats.sides_of(consultation)


def test_the_draw_can_be_done_again_by_anybody():
    numbers = list(range(1, 40))

    first = drawn(numbers, 5, "20261122-0387")

    assert first == drawn(reversed(numbers), 5, " 20261122-0387 ")
    assert first != drawn(numbers, 5, "20261122-0388")
    assert max(ticket("20261122-0387", n) for n in first) < min(
        ticket("20261122-0387", n) for n in numbers if n not in first
    )
    assert len(drawn([1, 2], 5, "seed")) == 2


def test_seats_are_applied_for_and_given_until_they_are_taken(hearing):
    consultation, editor, (homes, shops, _riders, deputies) = hearing
    people = [a_user() for _ in range(3)]
    given = [seats.apply(consultation, side=homes, note="打13800000000", actor=person) for person in people]

    with pytest.raises(Refused):
        seats.apply(consultation, side=shops, actor=people[0])
    with pytest.raises(Refused):
        seats.apply(consultation, side=deputies, actor=a_user())
    with pytest.raises(Forbidden):
        seats.choose(given[0], chosen=True, actor=a_user())
    for one in given[:2]:
        seats.choose(one, chosen=True, actor=editor)
    with pytest.raises(Refused):
        seats.choose(given[2], chosen=True, actor=editor)
    seats.choose(given[2], chosen=False, actor=editor)

    assert [one.state for one in given] == [SeatState.CHOSEN, SeatState.CHOSEN, SeatState.NOT_CHOSEN]
    assert given[0].note.original == "打138****0000"
    assert ConsultationMeetings().seats(consultation.id, MeetingKind.HEARING) == [p.id for p in people[:2]]
    with pytest.raises(Refused):
        seats.set_sides(consultation, sides=[Stake(name="沿线住户", seats=1), *SIDES[1:]], actor=editor)
    with pytest.raises(Forbidden):
        seats.leave(given[0], actor=people[1])
    seats.leave(given[0], actor=people[0])
    assert sessions.mine(consultation, people[0]) is None


def test_a_lot_is_drawn_once_with_its_seed(hearing):
    consultation, editor, (homes, _shops, riders, _deputies) = hearing
    with pytest.raises(Refused):
        seats.draw(riders, seed="20261122", actor=editor)
    given = {
        one.id: one for one in (seats.apply(consultation, side=riders, actor=a_user()) for _ in range(5))
    }

    for side, seed in ((homes, "20261122"), (riders, " 1 ")):
        with pytest.raises(Refused):
            seats.draw(side, seed=seed, actor=editor)
    seats.draw(riders, seed="20261122", actor=editor)

    chosen = {number for number, one in given.items() if one.state is SeatState.CHOSEN}
    assert chosen == set(drawn(given, 2, "20261122"))
    with pytest.raises(Refused):
        seats.draw(riders, seed="20261123", actor=editor)


@pytest.mark.parametrize(
    "sides",
    [
        [Stake(name=" ", seats=1)],
        [Stake(name="住户", seats=0)],
        [Stake(name="住户", seats=1)] * 2,
        [Stake(name=f"第{n}方", seats=1) for n in range(9)],
    ],
)
def test_sides_make_sense(hearing, sides):
    consultation, editor, _sides = hearing

    with pytest.raises(Refused):
        seats.set_sides(consultation, sides=sides, actor=editor)


def test_people_without_an_account_are_seated_by_name(hearing):
    consultation, editor, (_homes, _shops, _riders, deputies) = hearing
    seated = {"consultation": consultation, "actor": editor}

    one = seats.invite(consultation, name="赵代表", role=SeatRole.REPRESENTATIVE, side=deputies, actor=editor)
    for wrong in (
        {"name": " ", "role": SeatRole.EXPERT},
        {"name": "钱代表", "role": SeatRole.REPRESENTATIVE},
        {"name": "孙代表", "role": SeatRole.REPRESENTATIVE, "side": deputies},
    ):
        with pytest.raises(Refused):
            seats.invite(consultation, actor=editor, **wrong)

    assert one.state is SeatState.CHOSEN
    assert seated["consultation"].id == one.consultation_id
    with pytest.raises(Refused):
        seats.set_sides(consultation, sides=SIDES[:3], actor=editor)


def a_session(consultation, editor, *, days=12):
    starts_at = clock.now() + days * DAY
    return meetings.call(
        body(consultation),
        kind=MeetingKind.HEARING,
        title="6路公交改线听证会",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        venue="三楼会议室",
        public=True,
        points=[Point(title="陈述")],
        actor=editor,
    )


def test_a_hearing_is_called_in_time_and_its_papers_are_watched(hearing):
    consultation, editor, (homes, _shops, _riders, _deputies) = hearing
    person = a_user()
    seats.choose(seats.apply(consultation, side=homes, actor=person), chosen=True, actor=editor)

    with pytest.raises(Refused):
        a_session(consultation, editor, days=5)
    meeting = a_session(consultation, editor)
    [before] = sessions.session_views(consultation, sessions.side_views(consultation, []), editor)
    with clock.stopped_at(before.due + timedelta(hours=1)):
        overdue = before.overdue
        papers.post_record(
            consultation,
            kind=RecordKind.SESSION_PAPER,
            title="线路方案",
            text="甲线乙线。",
            meeting=meeting,
            actor=editor,
        )
        [late] = sessions.session_views(consultation, sessions.side_views(consultation, []), editor)

    assert before.due == meeting.starts_at - 7 * DAY
    assert (before.overdue, overdue) == (False, True)
    assert [paper.title.original for paper in late.late] == ["线路方案"]
    assert db.session.query(Seat).filter_by(meeting_id=meeting.id, user_id=person.id).one()
    other = an_open_one(consultation.place)
    with pytest.raises(Refused):
        papers.post_record(
            other, kind=RecordKind.MINUTES, title="笔录", text="略", meeting=meeting, actor=editor
        )


def test_an_absent_side_is_named_and_the_result_waits_for_the_record(hearing):
    consultation, editor, sides = hearing
    homes, shops, riders, deputies = sides
    person = a_user()
    seats.choose(seats.apply(consultation, side=homes, actor=person), chosen=True, actor=editor)
    meeting = a_session(consultation, editor)
    seat = db.session.query(Seat).filter_by(meeting_id=meeting.id, user_id=person.id).one()
    seat.signed_at, seat.signed_by = clock.now(), SignedBy.SECRETARY
    guest = Seat(meeting_id=meeting.id, guest_name="赵代表", guest_of="人大代表", signed_at=clock.now())
    db.session.add(guest)
    meeting.state = MeetingState.ENDED
    db.session.flush()

    views = sessions.side_views(consultation, sessions.people_of(consultation))
    [held] = sessions.session_views(consultation, views, editor)

    assert held.present == {homes.id: 1, shops.id: 0, riders.id: 0, deputies.id: 1}
    assert held.absent == [shops, riders]
    with after(consultation):
        clerk = a_clerk(consultation)
        concluding.deliberate(consultation, actor=clerk)
        with pytest.raises(Refused):
            concluding.draft_result(consultation, actor=clerk)
        papers.post_record(
            consultation, kind=RecordKind.MINUTES, title="笔录", text="略", meeting=meeting, actor=clerk
        )
        concluding.draft_result(consultation, actor=clerk)
    assert results.sessions_without_record(consultation) == 0


def test_a_citizen_applies_and_the_list_is_public(client, hearing):
    consultation, editor, (homes, _shops, _riders, _deputies) = hearing
    address, person = consultation.address, a_user(name="王秀兰")
    other = a_user()
    position = str(homes.position)
    client.sign_in(person)

    form = client.get(f"{address}/sessions/apply")
    unsure = client.post(f"{address}/sessions/apply", data={})
    applied = client.post(f"{address}/sessions/apply", data={"side": position, "note": "我住三号楼。"})
    hidden = client.get(f"{address}/sessions").get_data(as_text=True)
    client.sign_in(editor)
    mine = db.session.query(sessions.Attendee).filter_by(user_id=person.id).one().id
    desk = client.get(f"{address}/sessions").get_data(as_text=True)
    chosen = client.post(f"{address}/sessions/people/{mine}/yes")
    invited = client.post(
        f"{address}/sessions/invite",
        data={"name": "公交公司", "role": "presenter", "side": "", "note": "调度科"},
    )
    edited = client.post(
        f"{address}/sessions/sides",
        data={
            f"sides-{n}-{name}": value
            for n, stake in enumerate(SIDES)
            for name, value in (
                ("name", stake.name),
                ("seats", stake.seats + 1),
                ("selection", stake.selection),
            )
        },
    )
    client.sign_in(other)
    listed = client.get(f"{address}/sessions").get_data(as_text=True)
    nothing = client.post(f"{address}/sessions/leave")
    client.sign_in(person)
    left = client.post(f"{address}/sessions/leave")

    assert [one.status_code for one in (form, unsure, applied, chosen, invited, edited, nothing, left)] == [
        200, 422, 302, 302, 302, 302, 404, 302,
    ]  # fmt: skip
    assert "我住三号楼" not in hidden
    assert "我住三号楼" in desk
    assert "王某某" in listed
    assert "王秀兰" not in listed.split("<main")[1]
    assert "公交公司" in listed


def test_seats_are_drawn_on_their_page(client, hearing):
    consultation, editor, (_homes, _shops, riders, _deputies) = hearing
    for _ in range(3):
        seats.apply(consultation, side=riders, actor=a_user())
    address = f"{consultation.address}/sessions/sides/{riders.position}/draw"
    client.sign_in(editor)

    answers = [
        client.get(address),
        client.post(address, data={"seed": "1"}),
        client.post(address, data={"seed": "0387"}),
    ]
    page = client.get(f"{consultation.address}/sessions").get_data(as_text=True)

    assert [one.status_code for one in answers] == [200, 422, 302]
    assert "0387" in page
    assert client.get(f"{consultation.address}/sessions/sides/9/draw").status_code == 404
    assert client.get(f"{an_open_one(kind='survey').address}/sessions").status_code == 404


def test_the_page_costs_the_same_for_one_and_three(client, hearing):
    small, editor, _sides = hearing
    large = an_open_one(small.place, kind="hearing", closes_at=clock.now() + 30 * DAY)
    seats.set_sides(large, sides=SIDES, actor=editor)
    for consultation, days in ((small, [12]), (large, [12, 13, 14])):
        side = seats.sides_of(consultation)[0]
        one = seats.apply(consultation, side=side, actor=a_user())
        seats.choose(one, chosen=True, actor=editor)
        for day in days:
            a_session(consultation, editor, days=day)
            seats.apply(consultation, side=side, actor=a_user())
    addresses = [f"{one.address}/sessions" for one in (small, large)]
    client.get(addresses[0])  # the city's settings are read once every few seconds

    assert queries_of(client, addresses[0]) == queries_of(client, addresses[1])
