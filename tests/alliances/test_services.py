import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.accounts.models import Level, Role
from portal.alliances import queries, services
from portal.alliances.models import Alliance, Membership, OfficeTerm
from portal.alliances.permissions import PERMISSIONS
from portal.alliances.rules import ElectionOutcome
from portal.alliances.states import (
    MEMBERSHIP,
    AllianceState,
    How,
    MemberKind,
    MembershipState,
    Office,
    WithConventions,
)
from portal.ballots import services as ballots
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from portal.core.events import now as hears
from portal.core.events import switchboard
from portal.events.alliances import AllianceFounded, MemberAdmitted
from portal.events.catalog import CardChanged
from portal.events.notifications import PeopleTold
from tests.factories import a_member, a_place, a_user, an_alliance, an_office, an_official, the_city
from tests.factories.alliances import a_founding, a_street, an_application

DAY = timedelta(days=1)


@pytest.fixture
def news(app):
    heard = []

    def hear(event):
        heard.append(event)

    listeners = [hears(kind, hear) for kind in (AllianceFounded, MemberAdmitted, CardChanged, PeopleTold)]
    board = switchboard()
    board.connect(listeners)
    yield heard
    for listener in listeners:
        board.now[listener.kind].remove(listener)


def told(news):
    return [(event.user_ids, event.key.rpartition(":")[2]) for event in news if isinstance(event, PeopleTold)]


def state_of(membership):
    return (membership.state, membership.alliance.member_count, membership.ended_on)


def test_the_founder_is_member_and_leads_until_the_first_election():
    founder = a_user()

    alliance = a_founding(founder=founder)

    assert (alliance.state, alliance.member_count) == (AllianceState.FOUNDING, 1)
    assert queries.member_ids(alliance.id) == queries.officer_ids(alliance.id) == [founder.id]
    assert [t.how for t in queries.officers(alliance)] == [How.FOUNDING]


def test_the_officials_of_the_street_hear_of_a_founding(news):
    street, official = a_street()

    alliance = a_founding(a_place(street))

    assert told(news) == [((official.id,), "founding")]
    assert CardChanged(kind="alliance", object_id=alliance.id) in news


def test_founding_needs_a_confirmed_adult_or_the_community_worker():
    place = a_place(the_city())
    worker = an_official(Role.COMMUNITY_WORKER, place=place, level=Level.L1)

    with pytest.raises(Forbidden):
        a_founding(place, a_user(level=Level.L1))
    with pytest.raises(Forbidden):
        a_founding(place, a_user(is_minor=True))

    assert a_founding(place, worker, kind=MemberKind.COMMUNITY_WORKER).founded_by == worker.id


def test_a_second_alliance_of_the_same_name_and_one_for_the_whole_city_are_refused():
    place = a_place(the_city())
    a_founding(place)

    with pytest.raises(Refused, match="同名"):
        a_founding(place)
    with pytest.raises(Refused, match="街道或社区"):
        a_founding(the_city())


def test_the_street_enters_what_was_founded_on_paper_when_enough_belong(news):
    street, official = a_street()
    alliance = a_founding(street)

    with pytest.raises(Refused, match="3"):
        services.take_over(alliance, reason="成立大会记录", actor=official)
    a_member(alliance, a_user())
    a_member(alliance, a_user())
    with pytest.raises(Refused, match="理由"):
        services.take_over(alliance, reason=" ", actor=official)
    services.take_over(alliance, reason="成立大会记录", filing_no="临河盟备1号", actor=official)

    assert (alliance.state, alliance.founded_on) == (AllianceState.RUNNING, clock.today())
    assert AllianceFounded(alliance_id=alliance.id, user_id=alliance.founded_by) in news
    assert [h.title for h in queries.history(alliance)] == ["开始筹建", "运行中"]


def test_a_founder_does_not_confirm_their_own_alliance():
    street, official = a_street()
    alliance = a_founding(street, official)

    with pytest.raises(Forbidden, match="另一人"):
        services.take_over(alliance, reason="记录", actor=official)
    with pytest.raises(Forbidden):
        services.take_over(alliance, reason="记录", actor=an_official(Role.ISSUER, place=a_place(the_city())))


def test_a_declined_founding_is_hidden_from_the_public():
    street, official = a_street()
    founder = a_user()
    alliance = a_founding(street, founder)

    with pytest.raises(Refused):
        services.decline(alliance, reason="", actor=official)
    services.decline(alliance, reason="与已有联盟重复", actor=official)

    assert queries.card(alliance.id) is None
    assert queries.get_alliance(alliance.code, founder) is alliance
    assert db.session.scalars(select(Alliance).where(queries.visible_to(a_user()))).all() == []


def test_applying_and_being_admitted(news):
    officer = a_user()
    alliance = an_alliance(officers=((officer, Office.SECRETARY),))
    person = a_user()

    membership = an_application(alliance, person)
    services.admit(membership, actor=officer)

    assert state_of(membership) == (MembershipState.ACTIVE, 2, None)
    assert (membership.joined_on, membership.admitted_by) == (clock.today(), officer.id)
    assert queries.is_member(person, alliance.id)
    assert told(news) == [((officer.id,), "applied"), ((person.id,), "admitted")]
    assert MemberAdmitted(alliance_id=alliance.id, user_id=person.id) in news


def test_applying_twice_or_as_a_shop_without_sign_is_refused():
    alliance = an_alliance()
    person = a_user()

    with pytest.raises(Refused, match="店名"):
        an_application(alliance, person, shop="")
    an_application(alliance, person)
    with pytest.raises(Forbidden, match="已在"):
        an_application(alliance, person)


def test_a_dissolved_alliance_takes_nobody():
    with pytest.raises(Forbidden, match="不接收"):
        an_application(an_alliance(state=AllianceState.DISSOLVED))


def test_only_officers_admit_and_only_confirmed_people():
    officer, member = a_user(), a_user()
    alliance = an_alliance(members=(member,), officers=((officer, Office.CHAIR),))
    unknown = an_application(alliance, a_user(level=Level.L1))

    with pytest.raises(Forbidden):
        services.admit(unknown, actor=member)
    with pytest.raises(Forbidden, match="核实身份"):
        services.admit(unknown, actor=officer)

    assert unknown.state is MembershipState.APPLIED


def test_the_street_stands_in_only_while_nobody_leads():
    street, official = a_street()
    chair = a_user()
    alliance = an_alliance(officers=((chair, Office.CHAIR),), place=street)
    waiting = an_application(alliance)

    with pytest.raises(Forbidden):
        services.admit(waiting, actor=official)
    with clock.stopped_at(clock.now() + 400 * DAY):
        official.__dict__.pop("_roles", None)
        services.admit(waiting, actor=official)

    assert waiting.state is MembershipState.ACTIVE


def test_declining_needs_a_reason_and_leaves_the_way_open():
    officer, person = a_user(), a_user()
    alliance = an_alliance(officers=((officer, Office.CHAIR),))
    first = an_application(alliance, person)

    with pytest.raises(Refused):
        services.decline_application(first, reason=" ", actor=officer)
    services.decline_application(first, reason="店不在本路", actor=officer)
    second = an_application(alliance, person)

    assert (first.state, second.state) == (MembershipState.DECLINED, MembershipState.APPLIED)
    assert [str(h.reason) for h in MEMBERSHIP.history(first)] == ["店不在本路"]


def test_leaving_ends_offices_and_the_last_leader_stays():
    chair, member = a_user(), a_user()
    alliance = an_alliance(members=(member,), officers=((chair, Office.CHAIR),))
    mine = queries.my_membership(alliance, chair)

    with pytest.raises(Refused, match="接任"):
        services.leave(mine, actor=chair)
    an_office(alliance, member, Office.SECRETARY)
    services.leave(mine, actor=chair)

    assert state_of(mine) == (MembershipState.LEFT, 1, clock.today())
    assert queries.officer_ids(alliance.id) == [member.id]
    assert queries.offices_of(chair) == frozenset()


def test_nobody_leaves_for_another():
    officer, person = a_user(), a_user()
    alliance = an_alliance(members=(person,), officers=((officer, Office.CHAIR),))

    with pytest.raises(Forbidden):
        services.leave(queries.my_membership(alliance, person), actor=officer)


def test_dissolving_ends_everything_but_keeps_the_page():
    street, official = a_street()
    chair = a_user()
    alliance = an_alliance(officers=((chair, Office.CHAIR),), place=street)

    services.ask_to_dissolve(alliance, conventions=WithConventions.KEPT, reason="商户迁走", actor=chair)
    services.dissolve(alliance, reason="商户迁走", actor=official)

    assert (alliance.state, alliance.member_count) == (AllianceState.DISSOLVED, 0)
    assert queries.member_ids(alliance.id) == queries.officer_ids(alliance.id) == []
    assert queries.card(alliance.id).state == "dissolved"


def test_officers_edit_the_page():
    officer = a_user()
    alliance = an_alliance(officers=((officer, Office.SECRETARY),))

    services.edit(alliance, words={"section": "新开路1号至64号", "state": "dissolved"}, actor=officer)

    assert (str(alliance.section), alliance.state) == ("新开路1号至64号", AllianceState.RUNNING)


def appointed(alliance, official, user, office=Office.CHAIR, **kw):
    today = clock.today()
    term = {"starts_on": today, "ends_on": today + 365 * DAY, **kw}
    return services.appoint(alliance, user=user, office=office, actor=official, **term)


def test_the_street_appoints_and_a_chair_follows_the_one_before():
    street, official = a_street()
    old, new = a_user(), a_user()
    alliance = an_alliance(members=(new,), officers=((old, Office.CHAIR),), place=street)

    appointed(alliance, official, new)

    assert [(t.user_id, t.how) for t in queries.officers(alliance)] == [(new.id, How.APPOINTED)]
    assert queries.leads(new, alliance.id)
    assert not queries.leads(old, alliance.id)


def test_appointments_that_cannot_be():
    street, official = a_street()
    member = a_user()
    alliance = an_alliance(members=(member, official), place=street)

    with pytest.raises(Refused, match="由成员"):
        appointed(alliance, official, a_user())
    with pytest.raises(Refused, match="自己"):
        appointed(alliance, official, official)
    with pytest.raises(Refused, match="晚于"):
        appointed(alliance, official, member, ends_on=clock.today() - DAY)
    with pytest.raises(Forbidden):
        appointed(alliance, member, official)

    assert appointed(alliance, official, a_user(), Office.LIAISON).office is Office.LIAISON


def test_an_office_ends_by_the_clock():
    chair = a_user()
    alliance = an_alliance(officers=((chair, Office.CHAIR),))
    last = queries.officers(alliance)[0].ends_on

    with clock.stopped_at(clock.now() + (last - clock.today())):
        assert queries.officer_ids(alliance.id) == [chair.id]
    with clock.stopped_at(clock.now() + (last - clock.today()) + DAY):
        assert queries.officer_ids(alliance.id) == []


def test_resigning_needs_a_successor_and_a_reason():
    chair, secretary = a_user(), a_user()
    alliance = an_alliance(members=(secretary,), officers=((chair, Office.CHAIR),))
    term = queries.officers(alliance)[0]

    with pytest.raises(Refused, match="接任"):
        services.end_office(term, reason="搬家", actor=chair)
    an_office(alliance, secretary, Office.SECRETARY)
    with pytest.raises(Refused, match="理由"):
        services.end_office(term, reason=" ", actor=chair)
    with pytest.raises(Forbidden):
        services.end_office(term, reason="不行", actor=secretary)
    services.end_office(term, reason="搬家", actor=chair)

    assert queries.officer_ids(alliance.id) == [secretary.id]
    with pytest.raises(Refused, match="已经结束"):
        services.end_office(term, reason="搬家", actor=chair)


def an_election(alliance, officer, candidates, office=Office.SECRETARY, **kw):
    now = clock.now()
    words = {"opens_at": now, "closes_at": now + DAY, "months": 12, **kw}
    ids = [c.id for c in candidates]
    return services.call_election(alliance, office=office, candidates=ids, actor=officer, **words)


def counted(election, *choices):
    """Vote one choice each in the order of the roll, then count."""
    voters = queries.voter_ids(election.alliance_id)
    people = {u.id: u for _m, u in queries.members(election.alliance_id)}
    with clock.stopped_at(clock.now() + DAY / 2):
        for voter, choice in zip(voters, choices, strict=False):
            ballots.cast(election.ballot, choices=[choice], actor=people[voter])
    with clock.stopped_at(clock.now() + 2 * DAY):
        ballots.close_due()
    return election


def an_electing_alliance():
    founder = a_user()
    alliance = an_alliance(members=[a_user() for _ in range(3)])
    a_member(alliance, founder)
    an_office(alliance, founder, Office.SECRETARY, how=How.FOUNDING)
    return alliance, founder, [u for _m, u in queries.members(alliance.id) if u is not founder]


def test_the_members_elect_and_the_founder_steps_back():
    alliance, founder, (first, second, _third) = an_electing_alliance()

    election = counted(an_election(alliance, founder, (first, second)), "b", "b", "a")

    assert (election.outcome, election.winner_id) == (ElectionOutcome.ELECTED, second.id)
    with clock.stopped_at(clock.now() + 2 * DAY):
        assert [(t.user_id, t.how) for t in queries.officers(alliance)] == [(second.id, How.ELECTED)]


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        (("a",), ElectionOutcome.TURNOUT_MISSED),
        ((), ElectionOutcome.TURNOUT_MISSED),
        (("a", "b"), ElectionOutcome.TIED),
        (("c", "c", "a"), ElectionOutcome.NOBODY),
    ],
)
def test_elections_that_fill_no_office(choices, outcome):
    alliance, founder, (first, second, _third) = an_electing_alliance()

    election = counted(an_election(alliance, founder, (first, second)), *choices)

    assert (election.outcome, election.winner_id) == (outcome, None)
    assert queries.officer_ids(alliance.id) == [founder.id]


def test_a_winner_who_has_left_gets_no_office():
    alliance, founder, (first, second, _third) = an_electing_alliance()
    election = an_election(alliance, founder, (first,))
    services.leave(queries.my_membership(alliance, first), actor=first)

    counted(election, "a", "a", "a")

    assert election.outcome is ElectionOutcome.NOT_A_MEMBER


def test_elections_that_cannot_be_called():
    alliance, founder, (first, second, third) = an_electing_alliance()
    an_office(alliance, third, Office.OBSERVER)

    with pytest.raises(Refused, match="不由选举"):
        an_election(alliance, founder, (first,), Office.OBSERVER)
    for candidates in ((), (first, first), (a_user(),), (third,)):
        with pytest.raises(Refused, match="候选人"):
            an_election(alliance, founder, candidates)
    an_election(alliance, founder, (first,))
    with pytest.raises(Refused, match="正在进行"):
        an_election(alliance, founder, (second,))
    with pytest.raises(Forbidden):
        an_election(alliance, first, (second,), Office.CHAIR)


def test_observers_and_liaisons_are_on_no_roll():
    member, observer = a_user(), a_user()
    alliance = an_alliance(members=(member, observer))
    an_office(alliance, observer, Office.OBSERVER)
    a_member(alliance, a_user(), area=12050)

    assert observer.id not in queries.voter_ids(alliance.id)
    assert len(queries.voter_ids(alliance.id)) == 2
    assert list(queries.areas(alliance.id).values()) == [12050]


def test_people_are_warned_once_before_a_term_ends(news):
    chair = a_user()
    alliance = an_alliance(members=(chair,))
    an_office(alliance, chair, Office.CHAIR, ends_on=clock.today() + 20 * DAY)
    an_office(alliance, a_user(), Office.SUPERVISOR)

    assert (services.warn_of_ending_terms(), services.warn_of_ending_terms()) == (1, 0)
    assert told(news) == [((chair.id,), "ending")]


def test_the_street_hears_of_an_alliance_nobody_leads(news):
    street, official = a_street()
    an_alliance(members=(a_user(),), place=a_place(street))
    an_alliance(officers=((a_user(), Office.CHAIR),), place=a_place(street))

    assert services.look_after_leaderless() == 1
    assert [ids for ids, _key in told(news)] == [(official.id,)]


def test_an_erased_person_belongs_to_nothing():
    chair = a_user()
    alliance = an_alliance(members=(a_user(),), officers=((chair, Office.CHAIR),))

    services.let_go(chair.id)

    assert chair.id not in queries.member_ids(alliance.id)
    assert queries.officer_ids(alliance.id) == []
    assert alliance.member_count == 1


def test_every_permission_has_a_sentence():
    assert all(all(rule.sentences()) for rule in PERMISSIONS.values())


@pytest.mark.real
def test_two_officers_admit_one_person_once(real_portal):
    with real_portal.app_context():
        officers = [a_user() for _ in range(8)]
        alliance = an_alliance(officers=[(o, Office.VICE_CHAIR) for o in officers])
        membership = an_application(alliance)
        path = f"/alliances/{alliance.code}/members/{membership.id}/admit"
        browsers = [real_portal.test_client().sign_in(o) for o in officers]
        db.session.commit()
    answers = []

    def click(browser):
        answers.append(browser.post(path).status_code)

    threads = [threading.Thread(target=click, args=(b,)) for b in browsers]
    [t.start() for t in threads]
    [t.join() for t in threads]

    with real_portal.app_context():
        assert sorted(answers) == [302] + [409] * 7
        assert db.session.scalars(select(Alliance.member_count)).one() == 9
        assert len(db.session.scalars(select(Membership)).all()) == 9
        assert len(db.session.scalars(select(OfficeTerm)).all()) == 8
