from datetime import timedelta

import pytest

from portal.accounts.models import Role
from portal.alliances import queries, services
from portal.alliances.meetings import KIND, body
from portal.alliances.states import AllianceState, MemberKind, MembershipState, MergerState, Office
from portal.ballots import services as ballots
from portal.ballots.rules import Choice
from portal.ballots.states import Phase
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.meetings import queries as meetings_queries
from portal.meetings import services as meetings
from portal.meetings.states import MeetingState
from tests.factories import a_member, a_user, an_alliance, an_office, an_official
from tests.factories.alliances import a_seat, a_section, a_street, an_application
from tests.factories.meetings import words

DAY = timedelta(days=1)


class Two:
    """Two alliances of a street, each with a chair and two members."""

    def __init__(self):
        self.street, self.official = a_street()
        self.one, self.chair, self.members = self.begin()
        self.into, self.other_chair, self.others = self.begin()

    def begin(self):
        chair, members = a_user(), [a_user(), a_user()]
        alliance = an_alliance(members=members, officers=((chair, Office.CHAIR),), place=self.street)
        return alliance, chair, members

    def propose(self, **kw):
        words = {"into": self.into, "reason": "两条街相连", "actor": self.chair, **kw}
        return services.propose_merger(self.one, **words)

    def ask(self, days=10, **kw):
        merger = self.propose()
        return services.ask_about_merger(merger, days=days, **{"actor": self.other_chair, **kw})

    def vote(self, merger, against=()):
        with clock.stopped_at(clock.now() + DAY):
            for ballot, people in (
                (merger.ballot, (self.chair, *self.members)),
                (merger.into_ballot, (self.other_chair, *self.others)),
            ):
                for person in people:
                    choice = Choice.AGAINST if person.id in [p.id for p in against] else Choice.FOR
                    ballots.cast(ballot, choices=[choice], actor=person)
        with clock.stopped_at(clock.now() + 11 * DAY):
            ballots.close_due()


def test_members_of_both_agree_and_move_over_with_what_is_theirs():
    two = Two()
    shop = a_member(
        two.one, a_user(), shop="阿福粥铺", shop_code="ab12cd34", joined_on=clock.today() - 400 * DAY
    )
    helper = a_user()
    a_seat(shop, helper, may_sign=True)
    both = a_member(two.one, two.others[0], kind=MemberKind.RESIDENT)
    merger = two.ask()
    with clock.stopped_at(clock.now() + DAY):
        ballots.cast(merger.ballot, choices=[Choice.FOR], actor=shop.user)

    two.vote(merger)
    agreed = merger.state
    services.merge(merger, actor=two.official)

    new = queries.my_membership(two.into, shop.user)
    assert (agreed, merger.state) == (MergerState.AGREED, MergerState.DONE)
    assert (two.one.state, two.one.successor) == (AllianceState.MERGED, two.into)
    assert (new.shop_code, new.joined_on, new.follows_id) == ("ab12cd34", shop.joined_on, shop.id)
    assert (shop.state, both.state) == (MembershipState.LEFT, MembershipState.LEFT)
    assert (two.into.member_count, two.one.member_count) == (7, 0)
    assert queries.parties_of(helper.id, two.into.id) == [new]
    assert queries.officer_ids(two.one.id) == []
    assert queries.officer_ids(two.into.id) == [two.other_chair.id]


def test_one_side_is_enough_to_refuse():
    two = Two()
    merger = two.ask()

    two.vote(merger, against=two.others)

    assert (merger.passed, merger.into_passed, merger.state) == (True, False, MergerState.REFUSED)
    with pytest.raises(Refused, match="现在不能"):
        services.merge(merger, actor=two.official)
    assert two.one.state is AllianceState.RUNNING


def test_mergers_that_cannot_be_proposed_or_asked_about():
    two = Two()
    gone = an_alliance(state=AllianceState.DISSOLVED)

    with pytest.raises(Refused, match="理由"):
        two.propose(reason=" ")
    for into in (two.one, gone):
        with pytest.raises(Refused, match="另一个"):
            two.propose(into=into)
    with pytest.raises(Forbidden):
        two.propose(actor=two.members[0])
    merger = two.propose()
    with pytest.raises(Refused, match="正在进行"):
        two.propose()
    with pytest.raises(Forbidden):
        services.ask_about_merger(merger, days=5, actor=two.chair)
    for days in (0, 61):
        with pytest.raises(Refused, match="60"):
            services.ask_about_merger(merger, days=days, actor=two.other_chair)
    with pytest.raises(Refused, match="理由"):
        services.drop_merger(merger, reason="", actor=two.other_chair)
    services.drop_merger(merger, reason="再等等", actor=two.other_chair)

    assert merger.state is MergerState.DROPPED


def test_an_empty_alliance_cannot_vote_about_a_merger():
    two = Two()
    merger = two.propose()
    for person in two.members:
        services.leave(queries.my_membership(two.one, person), actor=person)
    services.leave(queries.my_membership(two.one, two.chair), actor=two.chair)

    with pytest.raises(Refused, match="没有可以表决"):
        services.ask_about_merger(merger, days=5, actor=two.other_chair)


def test_who_took_part_does_not_carry_it_out():
    two = Two()
    merger = two.ask()
    two.vote(merger)
    merger.agreed_by = two.official.id

    with pytest.raises(Forbidden, match="另一人"):
        services.merge(merger, actor=two.official)


def test_a_merger_by_form(client):
    two = Two()
    path = f"/alliances/{two.one.code}"
    client.sign_in(two.chair)

    asked = client.get(f"{path}/mergers/propose")
    empty = client.post(f"{path}/mergers/propose", data={})
    proposed = client.post(f"{path}/mergers/propose", data={"into": two.into.id, "reason": "两条街相连"})
    merger = queries.mergers(two.one)[0]
    shown = client.get(proposed.location).get_data(as_text=True)
    client.sign_in(two.other_chair)
    form = client.get(f"{path}/mergers/{merger.id}/ask")
    voting = client.post(f"{path}/mergers/{merger.id}/ask", data={"days": 10})
    early = client.sign_in(two.official).get(f"{path}/mergers/{merger.id}/carry_out")
    two.vote(merger)
    sure = client.get(f"{path}/mergers/{merger.id}/carry_out")
    done = client.post(f"{path}/mergers/{merger.id}/carry_out")

    assert [a.status_code for a in (asked, empty, proposed, form, voting)] == [200, 422, 302, 200, 302]
    assert "两条街相连" in shown
    assert (early.status_code, sure.status_code, done.status_code) == (404, 200, 302)
    assert "已并入另一个联盟" in client.get(path).get_data(as_text=True)
    assert client.get(f"{path}/mergers/999").status_code == 404
    assert client.get(f"{path}/mergers/{merger.id}/celebrate").status_code == 404


def test_a_merger_is_dropped_by_form(client):
    two = Two()
    merger = two.propose()
    second = an_official(Role.EDITOR, place=two.street)

    dropped = client.sign_in(second).post(
        f"/alliances/{two.into.code}/mergers/{merger.id}/drop", data={"reason": "范围太大"}
    )

    assert (dropped.status_code, merger.state) == (302, MergerState.DROPPED)


def held_with_a_task(alliance, chair, secretary):
    """A meeting of last week from which one task is still open."""
    with clock.stopped_at(clock.now() - 20 * DAY):
        meeting = meetings.call(body(alliance), actor=chair, **words(days=12))
    with clock.stopped_at(meeting.starts_at):
        meetings.open_meeting(meeting, actor=chair)
        task = meetings.give_task(
            meeting, text="补种行道树", user_id=secretary.id, due_on=clock.today() + 60 * DAY, actor=chair
        )
        meetings.close(meeting, actor=chair)
    return task


def test_sections_groups_and_open_tasks_are_carried_over_and_the_rest_is_said_before(client):
    two = Two()
    secretary, lead = two.members
    an_office(two.one, secretary, Office.SECRETARY)
    an_office(two.into, two.others[0], Office.SECRETARY)
    east, west = (a_section(two.one, two.chair, name) for name in ("东组", "西组"))
    a_section(two.into, two.other_chair, "东组")
    services.place_in(queries.my_membership(two.one, lead), section=east, actor=two.chair)
    an_office(two.one, lead, Office.GROUP_LEAD, section=east)
    task = held_with_a_task(two.one, two.chair, secretary)
    ahead = meetings.call(body(two.one), actor=two.chair, **words(days=30))
    an_application(two.one)
    merger = two.ask()
    two.vote(merger)
    election = services.call_election(
        two.one,
        office=Office.CHAIR,
        candidates=[two.chair.id],
        opens_at=clock.now(),
        closes_at=clock.now() + 20 * DAY,
        months=12,
        actor=two.chair,
    )
    said = client.sign_in(two.official).get(f"/alliances/{two.one.code}/mergers/{merger.id}/carry_out").text

    services.merge(merger, actor=two.official)

    names = [str(s.name) for s in queries.sections_of(two.into.id)]
    moved = queries.my_membership(two.into, lead)
    held = {t.user_id: t.section for t in queries.officers(two.into) if t.office is Office.GROUP_LEAD}
    assert names == ["东组", f"东组（原{two.one.name}）", "西组"]
    assert held == {lead.id: moved.section} and str(moved.section.name).startswith("东组（原")
    assert meetings_queries.open_tasks_of(KIND, two.into.id, two.other_chair) == [task]
    meetings.settle_task(task, done=True, actor=two.other_chair)
    assert (ahead.state, election.ballot.phase) == (MeetingState.CANCELLED, Phase.CALLED_OFF)
    for sentence in (
        "3 名成员",
        "东组（原",
        "1 项未办结",
        "1 份入盟申请失效",
        "十月例会",
        str(west.name),
        "章程终止",
    ):
        assert sentence in said
    assert str(two.one.name) in client.get(f"/alliances/{two.into.code}").text


def test_those_who_lead_another_body_do_not_settle_its_tasks():
    two = Two()
    secretary = two.members[0]
    an_office(two.one, secretary, Office.SECRETARY)
    task = held_with_a_task(two.one, two.chair, secretary)

    with pytest.raises(Forbidden):
        meetings.settle_task(task, done=True, actor=two.other_chair)
