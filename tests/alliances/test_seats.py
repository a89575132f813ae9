from datetime import timedelta

import pytest

from portal.accounts.models import Level
from portal.alliances import personal, queries, services
from portal.alliances.models import Membership
from portal.alliances.states import MemberKind, Office
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, Refused
from tests.factories import a_member, a_user, an_alliance
from tests.factories.alliances import a_seat, a_section

DAY = timedelta(days=1)


def a_company(**kw):
    """(alliance, the membership of an organisation)."""
    alliance = an_alliance(officers=((a_user(), Office.CHAIR),))
    return alliance, a_member(alliance, a_user(), kind=MemberKind.PROPERTY, shop="汇园物业", **kw)


def test_a_seat_belongs_and_votes_in_place_of_who_answers():
    alliance, company = a_company(area=5000)
    person = a_user()

    a_seat(company, person, may_vote=True, may_sign=True)

    assert queries.is_member(person, alliance.id)
    assert person.id in queries.voter_ids(alliance.id)
    assert company.user_id not in queries.voter_ids(alliance.id)
    assert queries.areas(alliance.id) == {person.id: 5000}
    assert queries.parties_of(person.id, alliance.id) == [company]
    assert db.session.scalar(db.select(Membership.id).where(queries.belongs(person.id, alliance.id)).limit(1))


def test_a_seat_without_these_rights_neither_votes_nor_signs():
    alliance, company = a_company()
    person = a_user()

    a_seat(company, person)

    assert company.user_id in queries.voter_ids(alliance.id)
    assert person.id not in queries.voter_ids(alliance.id)
    assert queries.parties_of(person.id, alliance.id) == []
    assert person.id in queries.member_ids(alliance.id)


def test_a_new_voting_seat_ends_the_one_before_and_both_stay_readable():
    alliance, company = a_company()
    old, new = a_user(), a_user()
    first = a_seat(company, old, may_vote=True)

    second = a_seat(company, new, may_vote=True)

    assert first.ended_at is not None
    assert queries.all_seats(company) == [second, first]
    assert not queries.is_member(old, alliance.id)
    assert new.id in queries.voter_ids(alliance.id)


def test_a_seat_ends_by_the_clock_and_with_the_membership():
    alliance, company = a_company()
    person = a_user()
    seat = a_seat(company, person, may_vote=True)

    with clock.stopped_at(clock.now() + 366 * DAY):
        assert company.user_id in queries.voter_ids(alliance.id)
    services.leave(company, actor=company.user)

    assert seat.ended_at is not None
    assert person.id not in queries.member_ids(alliance.id)


def test_seats_that_cannot_be_given():
    alliance, company = a_company()
    resident = a_member(alliance, a_user(), kind=MemberKind.RESIDENT)

    with pytest.raises(Refused, match="本人"):
        a_seat(resident)
    with pytest.raises(Refused, match="不需要席位"):
        a_seat(company, company.user)
    with pytest.raises(Refused, match="核实身份"):
        a_seat(company, a_user(level=Level.L1))
    with pytest.raises(Refused, match="晚于"):
        a_seat(company, ends_on=clock.today() - DAY)
    with pytest.raises(Forbidden):
        a_seat(company, actor=resident.user)
    for _n in range(5):
        a_seat(company)
    with pytest.raises(Refused, match="5"):
        a_seat(company)


def test_a_seat_is_given_back_or_taken_back_once():
    _alliance, company = a_company()
    person = a_user()
    seat = a_seat(company, person)

    with pytest.raises(Forbidden):
        services.end_seat(seat, reason="不关我事", actor=a_user())
    services.end_seat(seat, reason="调走了", actor=person)
    with pytest.raises(Refused, match="已经结束"):
        services.end_seat(seat, reason="调走了", actor=company.user)

    assert (seat.ended_at is not None, str(seat.ended_because)) == (True, "调走了")


def test_what_is_known_of_a_person_includes_their_seats():
    _alliance, company = a_company()
    person = a_user()
    seat = a_seat(company, person, may_vote=True)

    known = personal.export(person.id)["seats"]
    personal.forget(person.id)

    assert [(s["member"], s["as"], s["votes"]) for s in known] == [("汇园物业", "店长", True)]
    assert (str(seat.title), seat.ended_at is not None) == ("", True)


def test_sections_hold_members_and_have_a_leader():
    chair, leader = a_user(), a_user()
    alliance = an_alliance(members=(leader,), officers=((chair, Office.CHAIR),))
    one, two = a_section(alliance, chair), a_section(alliance, chair, "第二组")
    mine = queries.my_membership(alliance, leader)

    services.place_in(mine, section=two, actor=chair)
    today = clock.today()
    term = services.give_office(
        alliance, user=leader, office=Office.GROUP_LEAD, starts_on=today, ends_on=today, section=two
    )

    assert queries.sections_of(alliance.id) == [one, two]
    counted = {key: len(ids) for key, ids in queries.section_members(alliance.id).items()}
    assert counted == {two.id: 1, None: 1}
    assert [t.section for t in queries.officers(alliance)] == [None, two]
    with pytest.raises(Refused, match="组长在任"):
        services.drop_section(two, actor=chair)
    services.end_office(term, reason="轮换", actor=leader)
    services.drop_section(two, actor=chair)
    db.session.flush()
    db.session.refresh(mine)
    assert (mine.section_id, queries.sections_of(alliance.id)) == (None, [one])


def test_sections_that_cannot_be():
    chair, member = a_user(), a_user()
    alliance = an_alliance(members=(member,), officers=((chair, Office.CHAIR),))
    other = an_alliance(officers=((chair, Office.CHAIR),))
    section, elsewhere = a_section(alliance, chair), a_section(other, chair)
    today = clock.today()

    with pytest.raises(Refused, match="同名"):
        a_section(alliance, chair, "第一組")
    with pytest.raises(Forbidden):
        a_section(alliance, member, "第三组")
    with pytest.raises(Refused, match="另一个联盟"):
        services.place_in(queries.my_membership(alliance, member), section=elsewhere, actor=chair)
    for office, place in ((Office.CHAIR, section), (Office.GROUP_LEAD, elsewhere)):
        with pytest.raises(Refused, match="小组长"):
            services.give_office(
                alliance, user=member, office=office, starts_on=today, ends_on=today, section=place
            )

    services.rename_section(section, name="第一组", extent="1号至29号", actor=chair)

    assert str(section.extent) == "1号至29号"
