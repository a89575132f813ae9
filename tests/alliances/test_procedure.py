from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.alliances import queries, services
from portal.alliances.states import LIFE, AllianceState, How, Office, WithConventions
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.core.settings import store
from portal.meetings import services as meetings
from tests.factories import a_member, a_place, a_user, an_alliance, an_office, an_official
from tests.factories.alliances import (
    a_begun_founding,
    a_called_founding_meeting,
    a_street,
    an_application,
    held,
)

DAY = timedelta(days=1)


def filed(alliance, founder, others, **kw):
    elected = {
        Office.CHAIR: [others[0]],
        Office.VICE_CHAIR: [others[1]],
        Office.SECRETARY: [founder],
        Office.SUPERVISOR: [others[2]],
        **kw,
    }
    return services.file(alliance, elected=elected, kin=False, actor=founder)


def now_at(stops):
    return [label for label, state, _note in stops if state == "now"]


def test_an_alliance_is_founded_from_initiators_to_filing_number():
    street = a_street()
    alliance, founder, others = a_begun_founding(street=street)
    meeting = a_called_founding_meeting(alliance, founder, others[0])

    held(meeting)
    with clock.stopped_at(meeting.ends_at + DAY):
        filed(alliance, founder, others)
        officers = [(t.user_id, t.office, t.how) for t in queries.officers(alliance)]
        services.confirm(alliance, filing_no="临河盟备〔2026〕3号", actor=street[1])

    assert officers == [
        (others[0].id, Office.CHAIR, How.ELECTED),
        (others[1].id, Office.VICE_CHAIR, How.ELECTED),
        (founder.id, Office.SECRETARY, How.ELECTED),
        (others[2].id, Office.SUPERVISOR, How.ELECTED),
    ]
    assert (alliance.state, str(alliance.filing_no)) == (AllianceState.RUNNING, "临河盟备〔2026〕3号")
    assert [row.step for row in LIFE.history(alliance)] == ["call_members", "call_meeting", "file", "confirm"]


def test_members_are_called_by_enough_initiators_for_long_enough():
    alliance, founder, _others = a_begun_founding(4)

    def call(days=7, actor=founder):
        return services.call_members(
            alliance, text="一起来", closes_on=clock.today() + days * DAY, actor=actor
        )

    with pytest.raises(Refused, match="5"):
        call()
    store("alliances.initiators", 4, actor_id=founder.id, at=clock.now())
    with pytest.raises(Refused, match="7"):
        call(6)
    with pytest.raises(Forbidden):
        call(actor=a_user())
    call()

    assert (alliance.state, alliance.call_opened_on) == (AllianceState.GATHERING, clock.today())
    late = queries.my_membership(alliance, founder)
    assert late.initiator
    with pytest.raises(Refused, match="现在不能"):
        call()


def test_who_joins_after_the_call_is_no_initiator():
    alliance, founder, _others = a_begun_founding()
    services.call_members(alliance, text="来", closes_on=clock.today() + 7 * DAY, actor=founder)

    joined = services.admit(an_application(alliance), actor=founder)

    assert (joined.initiator, queries.initiators(alliance.id)) == (False, 5)


def test_founding_meetings_that_cannot_be_called():
    alliance, founder, others = a_begun_founding()
    services.call_members(alliance, text="来", closes_on=clock.today() + 7 * DAY, actor=founder)

    def call(chair=others[0]):
        starts = clock.now() + 15 * DAY
        services.call_meeting(
            alliance,
            starts_at=starts,
            ends_at=starts + DAY / 12,
            venue="议事角",
            chair_id=chair.id,
            actor=founder,
        )

    with pytest.raises(Refused, match="征集"):
        call()
    with clock.stopped_at(clock.now() + 8 * DAY):
        for chair in (founder, a_user()):
            with pytest.raises(Refused, match="主持"):
                call(chair)
        services.edit(alliance, words={"charter": ""}, actor=founder)
        with pytest.raises(Refused, match="章程"):
            call()
        services.edit(alliance, words={"charter": "一人一票"}, actor=founder)
        for person in others[1:]:
            services.leave(queries.my_membership(alliance, person), actor=person)
        with pytest.raises(Refused, match="3"):
            call()


def test_a_meeting_that_did_not_found_the_alliance_is_repeated():
    alliance, founder, others = a_begun_founding()
    meeting = a_called_founding_meeting(alliance, founder, others[0])

    with pytest.raises(Refused, match="尚未结束"):
        filed(alliance, founder, others)
    with pytest.raises(Refused, match="尚未结束"):
        services.meet_again(alliance, reason="人不够", actor=founder)
    held(meeting, present=2)
    with clock.stopped_at(meeting.ends_at + DAY):
        with pytest.raises(Refused, match="通过章程"):
            filed(alliance, founder, others)
        services.meet_again(alliance, reason="到会人数不足", actor=founder)
        starts = clock.now() + 15 * DAY
        services.call_meeting(
            alliance,
            starts_at=starts,
            ends_at=starts + DAY / 12,
            venue="议事角",
            chair_id=others[0].id,
            actor=founder,
        )

    assert alliance.state is AllianceState.MEETING
    assert alliance.meeting is not meeting


def test_a_charter_that_was_voted_down_founds_nothing():
    alliance, founder, others = a_begun_founding()
    meeting = a_called_founding_meeting(alliance, founder, others[0])

    held(meeting, against=others[:3])

    with clock.stopped_at(meeting.ends_at + DAY), pytest.raises(Refused, match="通过章程"):
        filed(alliance, founder, others)


def test_a_cancelled_meeting_is_called_again():
    alliance, founder, others = a_begun_founding()
    meeting = a_called_founding_meeting(alliance, founder, others[0])
    meetings.cancel(meeting, reason="台风", actor=founder)

    services.meet_again(alliance, reason="台风", actor=founder)

    assert alliance.state is AllianceState.GATHERING


def test_officers_that_cannot_be_filed():
    alliance, founder, others = a_begun_founding()
    meeting = a_called_founding_meeting(alliance, founder, others[0])
    held(meeting)

    with clock.stopped_at(meeting.ends_at + DAY):
        with pytest.raises(Refused, match="监事"):
            filed(alliance, founder, others, **{Office.SUPERVISOR: []})
        with pytest.raises(Refused, match="两个"):
            filed(alliance, founder, others, **{Office.SUPERVISOR: [founder]})
        with pytest.raises(Refused, match="由成员"):
            filed(alliance, founder, others, **{Office.SUPERVISOR: [a_user()]})


def test_the_street_gives_a_number_or_sends_back():
    street = a_street()
    alliance, founder, others = a_begun_founding(street=street)
    meeting = a_called_founding_meeting(alliance, founder, others[0])

    with pytest.raises(Refused, match="现在不能"):
        services.confirm(alliance, filing_no="1号", actor=street[1])
    held(meeting)
    with clock.stopped_at(meeting.ends_at + DAY):
        filed(alliance, founder, others)
        with pytest.raises(Refused, match="备案号"):
            services.confirm(alliance, filing_no=" ", actor=street[1])
        with pytest.raises(Forbidden):
            services.confirm(alliance, filing_no="1号", actor=founder)
        services.decline(alliance, reason="范围与邻路联盟重叠", actor=street[1])

    assert alliance.state is AllianceState.DECLINED


def test_the_rail_says_where_an_alliance_stands():
    street, official = a_street()
    alliance, founder, others = a_begun_founding(street=(street, official))
    first = queries.way(alliance)
    a_called_founding_meeting(alliance, founder, others[0])
    running = an_alliance(officers=((a_user(), Office.CHAIR),), place=street)
    leaderless = an_alliance(place=street)
    ending = an_alliance(officers=((founder, Office.CHAIR),), place=street)
    services.ask_to_dissolve(ending, conventions=WithConventions.KEPT, reason="迁走", actor=founder)
    asked = queries.way(ending)
    services.dissolve(ending, reason="迁走", actor=official)

    assert (now_at(first), first[0][2]) == (["发起人"], "发起人5名，需5名")
    assert now_at(queries.way(alliance)) == ["成立大会"]
    assert now_at(queries.way(running)) == ["运行中"]
    assert now_at(queries.way(leaderless)) == ["换届选举"]
    assert (now_at(asked), now_at(queries.way(ending))) == (["已申请解散"], ["已解散"])


def test_the_rail_asks_for_an_election_before_the_term_ends():
    alliance = an_alliance()
    chair = a_user()
    a_member(alliance, chair)
    an_office(alliance, chair, Office.CHAIR, ends_on=clock.today() + 60 * DAY)

    assert now_at(queries.way(alliance)) == ["换届选举"]
    with clock.stopped_at(clock.now() - DAY):
        assert queries.way(alliance)[-1][1] == "next"


def test_dissolving_takes_two_people():
    street, official = a_street()
    chair, other = a_user(), an_official(Role.EDITOR, place=street)
    alliance = an_alliance(officers=((chair, Office.CHAIR),), place=street)

    with pytest.raises(Refused, match="现在不能"):
        services.dissolve(alliance, reason="迁走", actor=official)
    with pytest.raises(Refused, match="理由"):
        services.ask_to_dissolve(alliance, conventions=WithConventions.KEPT, reason="", actor=official)
    services.ask_to_dissolve(alliance, conventions=WithConventions.KEPT, reason="迁走", actor=official)
    with pytest.raises(Forbidden, match="另一人"):
        services.dissolve(alliance, reason="迁走", actor=official)
    with pytest.raises(Forbidden, match="不接收"):
        an_application(alliance)
    services.go_on(alliance, reason="有人愿意接着做", actor=chair)
    kept = (alliance.state, alliance.ending_asked_by)
    services.ask_to_dissolve(alliance, conventions=WithConventions.KEPT, reason="迁走", actor=chair)
    services.dissolve(alliance, reason="迁走", actor=other)

    assert kept == (AllianceState.RUNNING, None)
    assert alliance.state is AllianceState.DISSOLVED


def test_the_community_worker_stands_in_where_nobody_leads():
    place = a_place()
    worker = an_official(Role.COMMUNITY_WORKER, place=place, name="陈雪梅")
    led = an_alliance(officers=((a_user(), Office.CHAIR),), place=place)
    leaderless = an_alliance(place=place)

    assert [str(name) for name in queries.caretakers(leaderless)] == [str(worker.name)]
    assert queries.caretakers(led) == []
