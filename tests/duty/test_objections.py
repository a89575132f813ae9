"""What a shop says against a note, and who answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.alliances.states import Office
from portal.core import clock
from portal.core.errors import Forbidden, NotFound, Refused
from portal.duty import queries, services
from portal.duty.states import FindingState, ObjectionState
from portal.places.queries import work_calendar
from tests.duty.test_rotas import lines_of
from tests.factories import an_office
from tests.factories.duty import Street, a_finding, again, late, referred


def test_an_objection_is_answered_by_the_supervisor_and_the_note_withdrawn():
    street = Street()
    finding = a_finding(street)
    objection = services.object_to(finding, text="那不是我店门口", actor=street.holders[0])
    assert objection.due_on == work_calendar().add_working_days(clock.today(), 5)
    assert len(lines_of(street.supervisor)) == 1

    for person in (street.chair, street.secretary, street.holders[0]):
        with pytest.raises(Forbidden):
            services.decide(objection, upheld=True, reason="核对门牌", actor=person)
    with pytest.raises(Refused):
        services.decide(objection, upheld=True, reason=" ", actor=street.supervisor)
    services.decide(objection, upheld=True, reason="核对门牌，确属隔壁", actor=street.supervisor)

    assert (objection.state, finding.state) == (ObjectionState.UPHELD, FindingState.WITHDRAWN)
    with pytest.raises(NotFound):
        queries.get_finding(finding.code, street.holders[1])
    assert queries.get_finding(finding.code, street.holders[0]) is finding


def test_an_objection_that_does_not_hold_leaves_the_note():
    street = Street()
    finding = a_finding(street)
    objection = services.object_to(finding, text="没有积水", actor=street.holders[0])

    services.decide(objection, upheld=False, reason="照片清楚", actor=street.supervisor)

    assert (objection.state, finding.state) == (ObjectionState.DISMISSED, FindingState.REMINDED)
    with pytest.raises(Refused):
        services.decide(objection, upheld=True, reason="再看", actor=street.supervisor)


def test_the_supervisor_who_noted_it_does_not_decide():
    street = Street()
    an_office(street.alliance, street.supervisor, Office.GROUP_LEAD)
    finding = a_finding(street, actor=street.supervisor)
    objection = services.object_to(finding, text="没有", actor=street.holders[0])

    with pytest.raises(Forbidden):
        services.decide(objection, upheld=False, reason="有", actor=street.supervisor)


def test_without_a_supervisor_an_officer_decides():
    street = Street(supervisor=False)
    finding = a_finding(street)
    objection = services.object_to(finding, text="没有", actor=street.holders[0])

    services.decide(objection, upheld=True, reason="属实", actor=street.secretary)

    assert objection.state is ObjectionState.UPHELD


def test_objections_are_made_once_in_time_with_words_and_not_after_the_end():
    street = Street()
    finding, other, third = (a_finding(street, shop=n) for n in range(3))
    last = work_calendar().add_working_days(clock.today(), 5)
    end = clock.end_of(last)

    with pytest.raises(Refused):
        services.object_to(finding, text=" ", actor=street.holders[0])
    with clock.stopped_at(end - timedelta(minutes=1)):
        services.object_to(finding, text="没有", actor=street.holders[0])
    with pytest.raises(Refused):
        services.object_to(finding, text="还是没有", actor=street.holders[0])
    with clock.stopped_at(end), pytest.raises(Refused):
        services.object_to(other, text="没有", actor=street.holders[1])
    referred(street, third)
    with pytest.raises(Refused):
        services.object_to(third, text="没有", actor=street.holders[2])
    with pytest.raises(Forbidden):
        services.object_to(other, text="替他说", actor=street.holders[0])


def test_nothing_is_referred_while_an_objection_waits():
    street = Street()
    finding = a_finding(street)
    again(street, finding)
    services.object_to(finding, text="没有", actor=street.holders[0])

    with late(finding), pytest.raises(Refused):
        services.refer(finding, reason="不改", actor=street.chair)
