"""In the room: signing in, proxies, the word, resolutions."""

from __future__ import annotations

import io
from contextlib import contextmanager
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from portal.ballots.queries import roll_lines
from portal.ballots.rules import Choice, preset
from portal.ballots.services import cast
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.files.queries import may_see
from portal.files.services import upload
from portal.meetings import queries, rules, services
from portal.meetings.models import HandVote
from portal.meetings.states import MeetingKind, ResolutionState, SeatKind, SignedBy
from tests.factories import a_user
from tests.factories.meetings import Hall, a_meeting


def a_scan(actor):
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    out.seek(0)
    return upload(actor, sent=FileStorage(out, filename="list.png"), actor=actor)


def come(meeting, *people):
    for person in people:
        services.sign_in(meeting, code=rules.code_at(meeting.sign_key, clock.now()), actor=person)


@contextmanager
def in_session(members=3, here=None, **kw):
    hall = Hall(members=members)
    meeting = a_meeting(hall, **kw)
    with clock.stopped_at(meeting.starts_at):
        come(
            meeting,
            *(
                [hall.chair, hall.secretary, *hall.members]
                if here is None
                else [hall.chair, *hall.members[:here]]
            ),
        )
        services.open_meeting(meeting, actor=hall.chair)
        yield hall, meeting


def seat(meeting, person):
    return queries.seat_of(meeting, person)


def test_signing_in_twice_counts_once():
    with in_session(here=0) as (hall, meeting):
        come(meeting, hall.members[0], hall.members[0])

    assert meeting.present_count == 2
    assert seat(meeting, hall.members[0]).signed_by is SignedBy.CODE


def test_a_wrong_or_old_code_is_refused():
    with in_session(here=0) as (hall, meeting):
        for code in ("", "AAAAAAAA", rules.code_at(meeting.sign_key, clock.now() - timedelta(minutes=9))):
            with pytest.raises(Refused):
                services.sign_in(meeting, code=code, actor=hall.members[0])


def test_who_is_not_on_the_list_does_not_sign_in():
    with in_session() as (_, meeting), pytest.raises(Forbidden):
        come(meeting, a_user())


def test_signing_in_begins_an_hour_before():
    hall = Hall()
    meeting = a_meeting(hall)

    with clock.stopped_at(meeting.starts_at - timedelta(minutes=61)), pytest.raises(Refused):
        come(meeting, hall.members[0])
    with clock.stopped_at(meeting.starts_at - timedelta(minutes=60)):
        come(meeting, hall.members[0])

    assert meeting.present_count == 1


def test_nobody_signs_in_after_the_end():
    with in_session(here=0) as (hall, meeting):
        services.close(meeting, actor=hall.chair)

        with pytest.raises(Refused):
            come(meeting, hall.members[0])


def test_who_comes_late_is_marked():
    with in_session(here=0) as (hall, meeting), clock.stopped_at(clock.now() + timedelta(minutes=11)):
        come(meeting, hall.members[0])

    assert [seat(meeting, p).late for p in (hall.chair, hall.members[0])] == [False, True]


def test_the_paper_list_with_its_scan():
    with in_session(here=0) as (hall, meeting):
        seats = [seat(meeting, p) for p in hall.members]
        services.take_down(meeting, seats=seats[:1], actor=hall.secretary)
        services.close(meeting, actor=hall.chair)
        with pytest.raises(Refused):
            services.take_down(meeting, seats=seats[1:], actor=hall.secretary)
        scan = a_scan(hall.secretary)
        services.take_down(meeting, seats=seats[1:], scan=[scan], actor=hall.secretary)

    assert [s.signed_by for s in seats] == [SignedBy.SECRETARY, SignedBy.PAPER, SignedBy.PAPER]
    assert meeting.present_count == 4
    assert (may_see(hall.chair, scan), may_see(hall.members[0], scan)) == (True, False)


def test_members_do_not_keep_the_list():
    with in_session() as (hall, meeting), pytest.raises(Forbidden):
        services.take_down(meeting, seats=[], actor=hall.members[0])


def test_the_confirmed_list_is_closed():
    with in_session(here=0) as (hall, meeting):
        services.close(meeting, actor=hall.chair)
        minutes = services.draft_minutes(meeting, actor=hall.secretary)
        services.confirm_minutes(minutes, actor=hall.chair)
        services.confirm_minutes(minutes, actor=hall.secretary)

        with pytest.raises(Refused):
            services.take_down(
                meeting, seats=[seat(meeting, hall.members[0])], scan=[a_scan(hall.chair)], actor=hall.chair
            )


def test_who_leaves_takes_the_vote_along_and_may_come_back():
    with in_session() as (hall, meeting):
        services.mark_left(seat(meeting, hall.members[0]), actor=hall.chair)
        assert meeting.present_count == 4
        with pytest.raises(Refused):
            services.mark_left(seat(meeting, hall.members[0]), actor=hall.chair)
        come(meeting, hall.members[0])

    assert meeting.present_count == 5


def test_guests_have_no_vote():
    with in_session() as (hall, meeting):
        guest = services.add_guest(meeting, name="老周", of="供电公司", actor=hall.secretary)
        for wrong in ({"name": " "}, {"name": "老李", "kind": SeatKind.VOTING}):
            with pytest.raises(Refused):
                services.add_guest(meeting, actor=hall.secretary, **wrong)

    assert (guest.kind, meeting.present_count, meeting.entitled_count) == (SeatKind.GUEST, 5, 5)


def test_a_proxy_brings_the_vote_while_the_holder_is_there():
    with in_session(here=1) as (hall, meeting):
        present, absent = hall.members[:2]
        services.give_proxy(meeting, holder=seat(meeting, present), actor=absent)
        assert meeting.present_count == 3
        services.mark_left(seat(meeting, present), actor=hall.chair)
        assert meeting.present_count == 1
        come(meeting, absent)

    assert (meeting.present_count, seat(meeting, absent).proxy_id) == (2, None)


def test_one_person_stands_for_one_and_no_proxy_is_passed_on():
    with in_session(members=4, here=1) as (hall, meeting):
        a, b, c, d = hall.members
        services.give_proxy(meeting, holder=seat(meeting, a), actor=b)

        for giver, holder in ((c, a), (c, b), (c, c), (a, c)):
            with pytest.raises(Refused):
                services.give_proxy(meeting, holder=seat(meeting, holder), actor=giver)
        services.take_proxy_back(meeting, actor=b)
        services.give_proxy(meeting, holder=seat(meeting, a), actor=c)
        with pytest.raises(Refused):
            services.take_proxy_back(meeting, actor=d)

    assert seat(meeting, c).proxy_id == seat(meeting, a).id


def test_where_the_rule_allows_no_proxies_there_are_none():
    hall = Hall()
    meeting = a_meeting(hall, rule=preset("merchants"))

    with pytest.raises(Refused):
        services.give_proxy(meeting, holder=seat(meeting, hall.members[0]), actor=hall.members[1])


def test_a_proxy_on_paper_needs_the_paper():
    with in_session(here=1) as (hall, meeting):
        absent, holder = seat(meeting, hall.members[1]), seat(meeting, hall.members[0])
        with pytest.raises(Refused):
            services.enter_proxy(absent, holder=holder, paper=[], actor=hall.chair)

        services.enter_proxy(absent, holder=holder, paper=[a_scan(hall.chair)], actor=hall.chair)

    assert meeting.present_count == 3


def test_the_queue_keeps_its_order_and_one_speaks_at_a_time():
    with in_session() as (hall, meeting):
        first, second = (services.ask_for_word(meeting, actor=p) for p in hall.members[:2])
        services.give_word(meeting, speech=second, minutes=3, actor=hall.chair)
        assert [s.id for s in queries.speeches_open(meeting)] == [second.id, first.id]
        services.give_word(meeting, speech=first, minutes=5, actor=hall.chair)

        assert [s.id for s in queries.speeches_open(meeting)] == [first.id]
        assert second.ended_at == clock.now()
        for wrong in ({"speech": second, "minutes": 3}, {"speech": first, "minutes": 0}):
            with pytest.raises(Refused):
                services.give_word(meeting, actor=hall.chair, **wrong)


def test_the_word_is_asked_for_once_by_people_in_the_room():
    with in_session(here=1) as (hall, meeting):
        services.ask_for_word(meeting, actor=hall.members[0])
        with pytest.raises(Refused):
            services.ask_for_word(meeting, actor=hall.members[0])
        with pytest.raises(Forbidden):
            services.ask_for_word(meeting, actor=hall.members[1])
        with pytest.raises(Refused):
            services.take_back_word(meeting, actor=hall.chair)


def a_vote(meeting, hall, **kw):
    resolution = services.propose(meeting, text="先画黄线，试行一个月", actor=hall.chair, **kw)
    return services.open_vote(resolution, actor=hall.chair)


def test_hands_are_counted_and_a_change_counts_once():
    with in_session() as (hall, meeting):
        resolution = a_vote(meeting, hall)
        for person in (hall.chair, *hall.members):
            services.vote(resolution, choice=Choice.FOR, actor=person)
        services.vote(resolution, choice=Choice.AGAINST, dissent="影响卸货", actor=hall.members[0])
        services.count(resolution, actor=hall.chair)

    bar = resolution.result["bars"][0]
    assert (bar["in_favour"], bar["against"], resolution.present, resolution.passed) == (3, 1, 5, True)
    assert db.session.scalar(select(func.count(HandVote.id))) == 4


def test_without_a_quorum_nobody_is_asked():
    with in_session(members=5, here=2) as (hall, meeting), pytest.raises(Refused, match="须有 4 票"):
        a_vote(meeting, hall)


def test_one_vote_at_a_time_and_each_once():
    with in_session() as (hall, meeting):
        first = a_vote(meeting, hall)
        with pytest.raises(Refused):
            a_vote(meeting, hall)
        with pytest.raises(Refused):
            services.close(meeting, actor=hall.chair)
        services.count(first, actor=hall.chair)
        for again in (services.open_vote, services.count, services.drop):
            with pytest.raises(Refused):
                again(first, actor=hall.chair)
        with pytest.raises(Refused):
            services.reword(first, text="别的", secret=False, actor=hall.chair)


def test_a_resolution_needs_words_and_a_meeting_that_is_not_over():
    with in_session() as (hall, meeting):
        with pytest.raises(Refused):
            services.propose(meeting, text="  ", actor=hall.chair)
        services.close(meeting, actor=hall.chair)
        with pytest.raises(Refused):
            services.propose(meeting, text="晚了", actor=hall.chair)


def test_only_those_present_with_a_vote_raise_a_hand():
    with in_session(members=4, here=3) as (hall, meeting):
        resolution = a_vote(meeting, hall)

        for person in (hall.members[3], a_user()):
            with pytest.raises(Forbidden):
                services.vote(resolution, choice=Choice.FOR, actor=person)
        with pytest.raises(Forbidden):
            services.vote(
                resolution, choice=Choice.FOR, seat=seat(meeting, hall.members[1]), actor=hall.members[0]
            )
        for wrong in ({"choice": Choice.INVALID}, {"choice": Choice.FOR, "dissent": "其实反对"}):
            with pytest.raises(Refused):
                services.vote(resolution, actor=hall.members[0], **wrong)
        with pytest.raises(Refused):
            services.record_hands(
                resolution, hands={seat(meeting, hall.members[3]).id: Choice.FOR}, actor=hall.chair
            )
        services.count(resolution, actor=hall.chair)
        with pytest.raises(Refused):
            services.vote(resolution, choice=Choice.FOR, actor=hall.members[0])


def test_a_proxy_votes_twice_once_for_each():
    with in_session(members=3, here=2) as (hall, meeting):
        holder, absent = hall.members[0], hall.members[2]
        services.give_proxy(meeting, holder=seat(meeting, holder), actor=absent)
        resolution = a_vote(meeting, hall)
        services.vote(resolution, choice=Choice.AGAINST, actor=holder)
        services.vote(resolution, choice=Choice.FOR, seat=seat(meeting, absent), actor=holder)
        services.count(resolution, actor=hall.chair)

    bar = resolution.result["bars"][0]
    assert (bar["in_favour"], bar["against"], resolution.present) == (1, 1, 4)
    assert resolution.passed is False


def test_a_secret_vote_is_a_ballot_of_those_present_counted_under_the_meeting_s_rule():
    with in_session(members=3) as (hall, meeting):
        resolution = a_vote(meeting, hall, secret=True)
        with pytest.raises(Refused):
            services.vote(resolution, choice=Choice.FOR, actor=hall.members[0])
        for person, key in zip((hall.chair, hall.secretary, *hall.members[:2]), "aaab", strict=True):
            cast(resolution.ballot, choices=[key], actor=person)
        services.count(resolution, actor=hall.chair)

    bar = resolution.result["bars"][0]
    assert (bar["in_favour"], bar["against"], bar["took_part"]) == (3, 1, 5)
    assert (resolution.state, resolution.passed) == (ResolutionState.DECIDED, True)
    assert queries.hands_of(meeting) == {}


def test_an_assembly_needs_two_thirds_of_those_present():
    with in_session(members=7, kind=MeetingKind.GENERAL) as (hall, meeting):
        resolution = a_vote(meeting, hall)
        for person in hall.members[:5]:
            services.vote(resolution, choice=Choice.FOR, actor=person)
        services.count(resolution, actor=hall.chair)

    assert (resolution.present, resolution.passed) == (9, False)


def test_proxies_vote_for_the_absent_in_secret_once_and_who_comes_votes_in_person():
    with in_session(members=4, here=2) as (hall, meeting):
        holder, other, absent, late = hall.members
        services.give_proxy(meeting, holder=seat(meeting, holder), actor=absent)
        services.give_proxy(meeting, holder=seat(meeting, other), actor=late)
        resolution = a_vote(meeting, hall, secret=True)
        ballot = resolution.ballot
        line = {voter.user_id: voter.number for voter in roll_lines(ballot)}
        cast(ballot, choices=["a"], actor=holder)
        for _again in range(2):
            cast(ballot, choices=["b"], number=line[absent.id], actor=holder)
        for person in (absent, late):
            with pytest.raises(Refused):
                cast(ballot, choices=["a"], actor=person)
        come(meeting, late)
        cast(ballot, choices=["a"], actor=late)
        with pytest.raises(NotFound):
            cast(ballot, choices=["b"], number=line[late.id], actor=other)
        services.count(resolution, actor=hall.chair)

    bar = resolution.result["bars"][0]
    assert ballot.entitled_heads == 5
    assert (bar["in_favour"], bar["against"], resolution.present) == (2, 1, 5)


def test_an_authority_taken_back_is_gone_from_the_secret_vote_unless_it_was_used():
    with in_session(members=4, here=2) as (hall, meeting):
        holder, other, used, unused = hall.members
        services.give_proxy(meeting, holder=seat(meeting, holder), actor=used)
        services.give_proxy(meeting, holder=seat(meeting, other), actor=unused)
        resolution = a_vote(meeting, hall, secret=True)
        line = {voter.user_id: voter.number for voter in roll_lines(resolution.ballot)}
        cast(resolution.ballot, choices=["b"], number=line[used.id], actor=holder)
        for person in (used, unused):
            services.take_proxy_back(meeting, actor=person)
        with pytest.raises(NotFound):
            cast(resolution.ballot, choices=["b"], number=line[unused.id], actor=other)
        services.count(resolution, actor=hall.chair)

    assert resolution.result["bars"][0]["against"] == 1
