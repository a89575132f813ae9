"""Households: formed, confirmed by two, joined by consent, left at any time; and what they may have together."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts import sessions
from portal.accounts.models import Level, Role
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden, NotFound, Refused
from portal.core.work import unit_of_work
from portal.notifications.models import InboxLine
from portal.points import personal
from portal.points.models import HouseholdInvitation, Voucher
from portal.points.queries import households as queries
from portal.points.queries.balances import purse
from portal.points.queries.household_limits import taken_by_household
from portal.points.queries.proof import verify
from portal.points.rules import Span
from portal.points.services import awarding, redemption
from portal.points.services import households as services
from portal.points.services.ledger import Because
from portal.points.states.households import HouseholdState
from tests.crowds import at_once
from tests.factories import a_user, an_official, the_city
from tests.factories.points import a_household, a_reward, a_rich_user, a_rule


def worker():
    return an_official(Role.COMMUNITY_WORKER)


def messages(person):
    return [line.message for line in db.session.scalars(select(InboxLine).filter_by(user_id=person.id))]


def test_two_workers_confirm_and_the_keeper_is_none_of_them():
    keeper, first, second = a_user(), worker(), worker()
    household = services.form(the_city(), actor=keeper)
    with pytest.raises(Refused):
        services.form(the_city(), actor=keeper)
    with pytest.raises(Refused):
        services.invite(household, person=a_user(), actor=keeper)

    services.check(household, actor=first)
    with pytest.raises(Forbidden):
        services.confirm(household, actor=first)
    services.confirm(household, actor=second)

    assert (household.state, household.checked_by, household.confirmed_by) == (
        HouseholdState.CONFIRMED,
        first.id,
        second.id,
    )
    assert queries.own_membership(keeper).household_id == household.id
    with pytest.raises(NotFound):  # once it is confirmed it is nobody's business
        queries.get_household(household.number, first)


def test_nobody_confirms_a_household_of_their_own_and_strangers_see_none():
    keeper = worker()
    household = services.form(the_city(), actor=keeper)

    for step in (services.check, services.confirm):
        with pytest.raises(Forbidden):
            step(household, actor=keeper)
    with pytest.raises(Forbidden):
        services.refuse(household, reason="不符", actor=a_user())
    with pytest.raises(NotFound):
        queries.get_household(household.number, a_user())

    assert queries.get_household(f" {household.number.lower()} ", worker()) is household


def test_a_refused_household_is_gone_and_the_keeper_may_ask_again():
    keeper = a_user()
    household = services.form(the_city(), actor=keeper)

    services.refuse(household, reason="户口簿不在本社区", actor=worker())

    assert (household.state, queries.membership(keeper.id)) == (HouseholdState.REFUSED, None)
    assert services.form(the_city(), actor=keeper).state is HouseholdState.ASKED


@pytest.mark.parametrize("person", [{"level": Level.L1}, {"is_minor": True}])
def test_unknown_people_and_minors_neither_form_nor_join(person):
    household = a_household()
    other = a_user(**person)
    invitation = services.invite(household, person=other, actor=household.keeper)

    with pytest.raises(Forbidden):
        services.form(the_city(), actor=other)
    with pytest.raises(Forbidden):
        services.accept(invitation, shares=False, actor=other)


def test_who_is_invited_decides_and_nobody_else():
    household = a_household()
    guest, other = a_user(), a_user()
    invitation = services.invite(household, person=guest, actor=household.keeper)

    with pytest.raises(Forbidden):
        services.accept(invitation, shares=True, actor=other)
    with pytest.raises(NotFound):
        queries.get_invitation(invitation.code, other)
    with pytest.raises(Forbidden):
        services.invite(household, person=other, actor=guest)
    member = services.accept(invitation, shares=False, actor=guest)

    assert [one.user_id for one in queries.members(household)] == [household.keeper_id, guest.id]
    assert (member.shares, queries.invitations_to(guest.id)) == (False, [])
    with pytest.raises(Refused):
        services.invite(household, person=guest, actor=household.keeper)


def test_nobody_belongs_to_two_and_the_inviter_is_not_told_so():
    first, second = a_household(), a_household()
    member = first.keeper

    invitation = services.invite(second, person=member, actor=second.keeper)
    with pytest.raises(Refused):
        services.accept(invitation, shares=False, actor=member)
    services.end(queries.membership(member.id), actor=member)
    services.accept(invitation, shares=False, actor=member)

    assert (first.state, first.keeper_id) == (HouseholdState.DISSOLVED, None)
    assert queries.membership(member.id).household_id == second.id


def test_an_invitation_is_taken_back_declined_or_runs_out():
    household = a_household()
    guests = [a_user() for _n in range(3)]
    back, declined, late = (
        services.invite(household, person=guest, actor=household.keeper) for guest in guests
    )

    services.withdraw(back, actor=household.keeper)
    services.decline(declined, actor=guests[1])

    with clock.stopped_at(clock.now() + timedelta(days=15)), pytest.raises(NotFound):
        queries.get_invitation(late.code, guests[2])
    db.session.flush()
    assert list(db.session.scalars(select(HouseholdInvitation))) == [late]


def test_who_leaves_keeps_the_points_and_the_longest_member_keeps_the_household():
    household = a_household(members=2)
    keeper, *others = queries.members(household)
    with pytest.raises(Forbidden):
        services.end(keeper, actor=others[0].user)

    services.end(keeper, actor=keeper.user)
    services.end(others[1], actor=others[0].user)

    assert (household.keeper_id, household.state) == (others[0].user_id, HouseholdState.CONFIRMED)
    assert queries.members(household) == [others[0]]
    assert len(messages(others[1].user)) == 2  # of the keeper, and of oneself
    with pytest.raises(Refused):
        services.end(others[1], actor=others[0].user)


def test_members_share_the_limit_of_a_reward_and_who_lives_alone_has_it_alone():
    household = a_household(members=1, points=100)
    keeper, other = (member.user for member in queries.members(household))
    reward = a_reward(household_times=1, household_span=Span.QUARTER)
    redemption.reserve(reward, actor=keeper)

    with pytest.raises(Refused), db.session.begin_nested():
        redemption.reserve(reward, actor=other)
    redemption.reserve(reward, actor=a_rich_user())

    assert (purse(keeper.id).held, purse(other.id).held) == (15, 0)


def test_leaving_brings_no_second_one_and_joining_counts_both():
    household = a_household(members=1, points=100)
    keeper, leaver = queries.members(household)
    reward = a_reward(household_times=1, household_span=Span.EVER)
    redemption.reserve(reward, actor=keeper.user)
    later = clock.now() + timedelta(days=1)

    with clock.stopped_at(later):
        services.end(leaver, actor=leaver.user)
        with pytest.raises(Refused), db.session.begin_nested():
            redemption.reserve(reward, actor=leaver.user)
        other = a_household(points=100)
        redemption.reserve(reward, actor=other.keeper)
        invitation = services.invite(other, person=a_rich_user(), actor=other.keeper)
        joined = services.accept(invitation, shares=False, actor=invitation.user)

        assert [taken_by_household(one.id, reward) for one in (leaver.user, other.keeper, joined.user)] == [
            1,
            1,
            1,
        ]
        with pytest.raises(Refused), db.session.begin_nested():
            redemption.reserve(reward, actor=joined.user)


def test_a_cap_for_the_household_counts_what_the_others_were_given():
    household = a_household(members=1)
    keeper, other = (member.user for member in queries.members(household))
    caps = [{"span": "month", "times": 1, "per_household": True}, {"span": "year", "times": 3}]
    together, alone = a_rule(caps=caps), a_rule(caps=[{"span": "month", "times": 1}])

    given = [
        awarding.give(
            rule,
            person.id,
            key=f"{rule.id}:{person.id}",
            why=Because(rule_id=rule.rule_id, version_id=rule.id),
        )
        for rule in (together, alone)
        for person in (keeper, other, a_user())
    ]

    assert [entry is not None for entry in given] == [True, False, True, True, True, True]


def test_an_export_names_nobody_else_and_who_is_forgotten_leaves():
    household = a_household(members=1)
    keeper, other = (member.user for member in queries.members(household))

    told = personal.export(other.id)["households"]
    personal.forget(keeper.id)

    assert [(one["number"], one["keeper"], one["left_at"]) for one in told] == [(household.number, False, "")]
    assert str(keeper.name) not in str(told)
    assert queries.memberships_of(keeper.id) == []
    assert (household.keeper_id, household.state) == (other.id, HouseholdState.CONFIRMED)

    personal.forget(other.id)

    assert (household.keeper_id, household.state) == (None, HouseholdState.DISSOLVED)


@pytest.mark.real
def test_two_members_at_once_at_the_last_one(real_portal):
    """One wins, the other is told in a sentence; the books hold."""
    with real_portal.app_context(), unit_of_work():
        household = a_household(members=1, points=100)
        path = f"/points/rewards/{a_reward(household_times=1, household_span=Span.YEAR).code}/reserve"
        tokens = [sessions.begin(member.user) for member in queries.members(household) for _n in range(2)]

    answers = at_once(real_portal, tokens, path, {"agreed": "y"})

    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: 3}
    told = [answer.get_data(as_text=True) for answer in answers if answer.status_code == 422]
    assert all("每户限兑1份" in page for page in told)
    with real_portal.app_context():
        assert db.session.scalar(select(func.count(Voucher.id))) == 1
        assert list(verify()) == []
