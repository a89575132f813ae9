from datetime import timedelta

import pytest

from portal.alliances import personal, queries, services
from portal.alliances.states import MEMBERSHIP, HearingState, MembershipState, Office
from portal.core import clock
from portal.core.errors import Forbidden, Refused
from portal.core.settings import store
from tests.factories import a_member, a_user, an_alliance
from tests.factories.alliances import a_hearing, an_application

DAY = timedelta(days=1)


def an_alliance_with_council():
    """(alliance, chair, secretary, a member's row)."""
    chair, secretary, person = a_user(), a_user(), a_user()
    officers = ((chair, Office.CHAIR), (secretary, Office.SECRETARY), (a_user(), Office.SUPERVISOR))
    alliance = an_alliance(members=(person,), officers=officers)
    return alliance, chair, secretary, queries.my_membership(alliance, person)


def test_being_admitted_can_wait_for_the_charter_to_be_accepted():
    officer, person = a_user(), a_user()
    alliance = an_alliance(officers=((officer, Office.CHAIR),), charter="一人一票")
    store("alliances.accept_charter", True, actor_id=officer.id, at=clock.now())
    membership = an_application(alliance, person)

    services.admit(membership, actor=officer)
    waiting = (membership.state, queries.is_member(person, alliance.id), alliance.member_count)
    with pytest.raises(Forbidden):
        services.accept(membership, actor=officer)
    services.accept(membership, actor=person)

    assert waiting == (MembershipState.ADMITTED, False, 1)
    assert (membership.state, alliance.member_count) == (MembershipState.ACTIVE, 2)
    assert queries.is_member(person, alliance.id)
    with pytest.raises(Forbidden, match="接纳"):
        services.accept(membership, actor=person)


def test_a_warned_member_keeps_all_rights():
    alliance, chair, _secretary, membership = an_alliance_with_council()

    services.warn(membership, reason="占道", actor=chair)

    assert membership.state is MembershipState.WARNED
    assert membership.user_id in queries.voter_ids(alliance.id)


def test_a_suspended_member_does_not_vote_until_the_day_has_come():
    alliance, chair, _secretary, membership = an_alliance_with_council()
    person = membership.user
    services.warn(membership, reason="占道", actor=chair)

    services.suspend(membership, until=clock.today() + 10 * DAY, reason="再次占道", actor=chair)
    rights = (queries.is_member(person, alliance.id), person.id in queries.voter_ids(alliance.id))
    with clock.stopped_at(clock.now() + 10 * DAY):
        early = services.end_suspensions()
    with clock.stopped_at(clock.now() + 11 * DAY):
        after = (services.end_suspensions(), services.end_suspensions())

    assert rights == (False, False)
    assert (early, after) == (0, (1, 0))
    assert (membership.state, membership.suspended_until) == (MembershipState.ACTIVE, None)
    assert queries.is_member(person, alliance.id)


def test_suspensions_that_cannot_be():
    alliance, chair, _secretary, membership = an_alliance_with_council()
    soon = clock.today() + DAY

    with pytest.raises(Refused, match="现在不能"):
        services.suspend(membership, until=soon, reason="占道", actor=chair)
    services.warn(membership, reason="占道", actor=chair)
    for until in (clock.today(), clock.today() + 91 * DAY):
        with pytest.raises(Refused, match="90"):
            services.suspend(membership, until=until, reason="占道", actor=chair)
    with pytest.raises(Refused, match="理由"):
        services.suspend(membership, until=soon, reason=" ", actor=chair)
    with pytest.raises(Forbidden):
        services.warn(queries.my_membership(alliance, chair), reason="自己", actor=chair)

    services.restore(membership, reason="改正了", actor=chair)

    assert [h.after for h in MEMBERSHIP.history(membership)] == ["warned", "active"]


def test_nobody_is_removed_unheard():
    alliance, chair, secretary, membership = an_alliance_with_council()
    hearing = a_hearing(membership, chair)

    services.state_case(hearing, statement="当时在卸货", actor=membership.user)
    with pytest.raises(Refused, match="尚未举行"):
        decided(hearing, secretary)
    with clock.stopped_at(clock.now() + 7 * DAY):
        with pytest.raises(Forbidden, match="另一人"):
            decided(hearing, chair)
        decided(hearing, secretary)

    assert (hearing.state, hearing.removed) == (HearingState.DECIDED, True)
    assert (membership.state, alliance.member_count) == (MembershipState.REMOVED, 3)
    assert hearing.statement.source == "当时在卸货"


def decided(hearing, actor, votes_for=2, votes_against=1, abstained=0, reason="两次提醒无效"):
    return services.decide_hearing(
        hearing,
        votes_for=votes_for,
        votes_against=votes_against,
        abstained=abstained,
        reason=reason,
        actor=actor,
    )


def test_half_of_the_council_is_not_enough_to_remove():
    alliance, chair, secretary, membership = an_alliance_with_council()
    hearing = a_hearing(membership, chair)

    with clock.stopped_at(clock.now() + 7 * DAY):
        decided(hearing, secretary, 1, 0, 2)

    assert (hearing.removed, membership.state) == (False, MembershipState.ACTIVE)


def test_hearings_that_cannot_be():
    alliance, chair, secretary, membership = an_alliance_with_council()

    with pytest.raises(Refused, match="7"):
        a_hearing(membership, chair, days=6)
    with pytest.raises(Refused, match="理由"):
        a_hearing(membership, chair, reason=" ")
    with pytest.raises(Forbidden):
        a_hearing(queries.my_membership(alliance, chair), chair)
    hearing = a_hearing(membership, chair)
    with pytest.raises(Refused, match="已经通知"):
        a_hearing(membership, secretary)
    with pytest.raises(Forbidden):
        services.state_case(hearing, statement="别人", actor=chair)
    with clock.stopped_at(clock.now() + 7 * DAY):
        for votes in ((4, 0, 0), (0, 0, 0), (-1, 0, 0)):
            with pytest.raises(Refused):
                decided(hearing, secretary, *votes)
    services.drop_hearing(hearing, reason="已改正", actor=secretary)
    with pytest.raises(Refused, match="已经结束"):
        services.state_case(hearing, statement="晚了", actor=membership.user)

    assert (hearing.state, membership.state) == (HearingState.DROPPED, MembershipState.ACTIVE)


def test_the_one_who_takes_over_a_shop_gets_its_code_and_the_old_membership_ends():
    officer, old, new = a_user(), a_user(), a_user()
    alliance = an_alliance(officers=((officer, Office.CHAIR),))
    before = a_member(alliance, old, shop="阿福粥铺", shop_code="ab12cd34")

    application = an_application(alliance, new, shop="", takes_over=before)
    untouched = before.state
    services.admit(application, actor=officer)

    assert untouched is MembershipState.ACTIVE
    assert (before.state, before.ended_on) == (MembershipState.LEFT, clock.today())
    assert (application.shop_code, str(application.shop)) == ("ab12cd34", "阿福粥铺")
    assert (application.follows_id, alliance.member_count) == (before.id, 2)
    assert queries.member_ids(alliance.id) == sorted([officer.id, new.id])


def test_shops_that_cannot_be_taken_over():
    officer, old = a_user(), a_user()
    alliance = an_alliance(officers=((officer, Office.CHAIR),))
    gone = a_member(alliance, old, shop="阿福粥铺")
    services.leave(gone, actor=old)
    mine = a_member(alliance, old, shop="一叶书房")

    with pytest.raises(Refused, match="不再属于"):
        an_application(alliance, takes_over=gone)
    with pytest.raises(Refused, match="本来就是"):
        an_application(alliance, old, takes_over=mine)


def test_a_merchant_belongs_once_for_each_shop():
    officer, person = a_user(), a_user()
    alliance = an_alliance(officers=((officer, Office.CHAIR),))
    first = a_member(alliance, person, shop="阿福粥铺")

    with pytest.raises(Refused, match="这家店"):
        an_application(alliance, person, shop="阿福粥铺")
    with pytest.raises(Refused, match="已在"):
        an_application(alliance, person, kind="resident", shop="")
    second = an_application(alliance, person, shop="一叶书房")
    services.admit(second, actor=officer)

    assert queries.parties_of(person.id, alliance.id) == [first, second]
    assert queries.voter_ids(alliance.id).count(person.id) == 1
    services.leave(first, actor=person)
    assert queries.is_member(person, alliance.id)


def test_what_is_known_of_a_person_includes_their_hearing_and_forgets_its_words():
    _alliance, chair, _secretary, membership = an_alliance_with_council()
    services.state_case(a_hearing(membership, chair), statement="当时在卸货", actor=membership.user)

    known = personal.export(membership.user_id)["hearings"]
    personal.forget(membership.user_id)

    assert [(h["state"], h["statement"]) for h in known] == [("called", "当时在卸货")]
    assert personal.export(membership.user_id)["hearings"][0]["statement"] == ""
