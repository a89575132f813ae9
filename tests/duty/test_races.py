"""Two at once: with real commits, on threads, through HTTP."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from portal.accounts import sessions
from portal.alliances.states import Office
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.core.workflow import HistoryRow
from portal.duty import services
from portal.duty.models import Finding, Inspection, Turn
from portal.duty.states import FindingState
from tests.crowds import at_once
from tests.duty.test_rotas import swappable
from tests.factories import an_office, the_city
from tests.factories.duty import Street, a_finding

pytestmark = pytest.mark.real


def test_of_two_rechecks_at_once_one_counts(real_portal):
    with real_portal.app_context(), unit_of_work():
        the_city()
        street = Street()
        for person in street.holders[1:]:
            an_office(street.alliance, person, Office.GROUP_LEAD)
        finding = a_finding(street)
        services.say_corrected(finding, actor=street.holders[0])
        path = f"{finding.path}/recheck"
        tokens = [
            sessions.begin(person) for person in (*street.holders[1:], street.secretary) for _ in range(2)
        ]
    passed = {"result": "right", "reminders": "1"}
    failed = {"result": "wrong", "reminders": "1", "note": "还有积水"}

    answers = at_once(real_portal, tokens, path, passed, failed)

    assert Counter(answer.status_code for answer in answers)[302] == 1
    with real_portal.app_context():
        finding = db.session.scalar(select(Finding))
        steps = db.session.scalars(
            select(HistoryRow.step).where(HistoryRow.workflow == "duty_finding").order_by(HistoryRow.id)
        ).all()
        assert steps[0] == "say_corrected" and len(steps) == 2
        assert (finding.state, finding.reminders) in {(FindingState.CLOSED, 1), (FindingState.REMINDED, 2)}


def test_two_answers_to_swaps_of_one_turn_at_once(real_portal):
    with real_portal.app_context(), unit_of_work():
        the_city()
        street, _rota, mine, yours = swappable()
        swap = services.ask_swap(mine, other=yours, actor=street.holders[0])
        path, ids = f"/duty/swaps/{swap.id}/agree", (mine.id, yours.id)
        members = (street.shops[0].id, street.shops[1].id)
        tokens = [sessions.begin(street.holders[1]) for _ in range(8)]

    answers = at_once(real_portal, tokens, path, {})

    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: 7}
    with real_portal.app_context():
        assert tuple(db.session.get(Turn, i).membership_id for i in ids) == members[::-1]


def test_a_walk_that_is_tapped_twice_is_kept_once(real_portal):
    with real_portal.app_context(), unit_of_work():
        the_city()
        street = Street()
        path = f"/duty/of/{street.alliance.code}/inspect"
        data = {f"s{street.shops[0].id}-result": "right", "once": "twice"}
        tokens = [sessions.begin(street.chair) for _ in range(8)]

    answers = at_once(real_portal, tokens, path, data)

    assert {answer.status_code for answer in answers} == {302}
    with real_portal.app_context():
        assert db.session.scalar(select(func.count(Inspection.id))) == 1
