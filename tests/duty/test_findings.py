"""A note from its reminder to its end."""

from __future__ import annotations

import pytest

from portal.accounts.models import Role
from portal.alliances.states import Office
from portal.core.errors import Forbidden, NotFound, Refused
from portal.duty import queries, services
from portal.duty.states import LIFE, FindingState
from tests.duty.test_rotas import lines_of
from tests.factories import a_grant, a_place, a_user, an_office, the_city
from tests.factories.duty import Street, a_finding, again, late, referred


def test_another_person_rechecks_and_it_is_closed():
    street = Street()
    finding = a_finding(street)
    services.say_corrected(finding, text="扫干净了", actor=street.holders[0])

    for person in (street.chair, street.holders[0], street.holders[1]):
        with pytest.raises(Forbidden):
            services.recheck(finding, right=True, reminders=1, actor=person)
    services.recheck(finding, right=True, reminders=1, actor=street.secretary)

    assert [row.step for row in LIFE.history(finding)] == ["say_corrected", "close"]
    assert finding.rechecked_by == street.secretary.id


def test_an_officer_who_is_the_shop_does_not_recheck():
    street = Street()
    finding = a_finding(street)
    an_office(street.alliance, street.holders[0], Office.VICE_CHAIR)

    with pytest.raises(Forbidden):
        services.recheck(finding, right=True, reminders=1, actor=street.holders[0])


def test_a_failed_recheck_needs_a_reason_and_the_time_to_be_over():
    street = Street()
    finding = a_finding(street)
    first = finding.due_at

    with pytest.raises(Refused):
        services.recheck(finding, right=False, reminders=1, note="积水", actor=street.secretary)
    with late(finding), pytest.raises(Refused):
        services.recheck(finding, right=False, reminders=1, note=" ", actor=street.secretary)
    again(street, finding)

    assert (finding.state, finding.reminders) == (FindingState.REMINDED, 2)
    assert finding.due_at > first == finding.first_due_at
    assert len(lines_of(street.holders[0])) == 2


def test_the_second_of_two_rechecks_is_told():
    street = Street()
    finding = a_finding(street)
    again(street, finding)

    with late(finding), pytest.raises(Refused):
        services.recheck(finding, right=False, reminders=1, note="积水", actor=street.secretary)


def test_only_the_shop_says_that_it_is_put_right_and_once():
    street = Street()
    finding = a_finding(street)
    with pytest.raises(Forbidden):
        services.say_corrected(finding, actor=street.holders[1])
    services.say_corrected(finding, actor=street.holders[0])

    with pytest.raises(Refused):
        services.say_corrected(finding, actor=street.holders[0])


def test_the_shop_answers_while_the_note_is_open():
    street = Street()
    finding = a_finding(street)

    with pytest.raises(Refused):
        services.answer(finding, text=" ", actor=street.holders[0])
    services.answer(finding, text="隔壁水管破了", actor=street.holders[0])
    services.recheck(finding, right=True, reminders=1, actor=street.secretary)
    with pytest.raises(Refused):
        services.answer(finding, text="再说一句", actor=street.holders[0])

    assert finding.answer.source == "隔壁水管破了"
    assert len(lines_of(street.chair)) == 2


def test_a_note_is_referred_after_two_reminders_and_settled_by_the_worker():
    street = Street()
    finding = a_finding(street)
    with late(finding), pytest.raises(Refused):
        services.refer(finding, reason="不改", actor=street.chair)
    referred(street, finding)
    assert len(lines_of(street.worker)) == 1

    with pytest.raises(Forbidden):
        services.settle(finding, note="已协调", actor=street.chair)
    services.settle(finding, note="水管已修好", actor=street.worker)

    assert finding.state is FindingState.SETTLED
    assert LIFE.history(finding)[-1].reason.original == "水管已修好"


def test_a_worker_of_another_place_does_not_settle():
    street = Street()
    finding = a_finding(street)
    referred(street, finding)
    elsewhere = a_user()
    a_grant(elsewhere, Role.COMMUNITY_WORKER, a_place(a_place(the_city())))

    with pytest.raises(Forbidden):
        services.settle(finding, note="不归我管", actor=elsewhere)
    with pytest.raises(NotFound):
        queries.get_finding(finding.code, elsewhere)


def test_those_concerned_are_told_once_when_the_time_is_over():
    street = Street()
    street.on_duty(street.shops[1])
    finding = a_finding(street)
    before = len(lines_of(street.holders[1]))

    with late(finding):
        assert (services.remind_of_what_is_late(), services.remind_of_what_is_late()) == (1, 0)

    assert len(lines_of(street.holders[1])) == before + 1
