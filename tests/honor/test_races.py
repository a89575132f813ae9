"""Many officials at one entry at once: with real commits, on threads, through HTTP."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts import sessions
from portal.accounts.models import Role
from portal.core import clock
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.core.workflow import HistoryRow
from portal.honor import services
from portal.honor.models import BoardEntry, Candidacy, Look, Objection, Repair
from portal.honor.states import ClaimState, EntryState
from tests.crowds import at_once, tokens_of
from tests.factories import a_user
from tests.factories.honor import Office, a_candidate, at, called, decided, draft, heard, scored, served

pytestmark = pytest.mark.real

OFFICERS = 8
AGO = timedelta(days=40)


def officers(office, entry, role):
    """Eight people with the file open, each with a session."""
    people = [office.one(role) for _ in range(OFFICERS)]
    for person in people:
        services.open_file(entry, purpose="办理", actor=person)
    return [sessions.begin(person) for person in people]


def done(step):
    found = select(func.count()).select_from(HistoryRow).where(HistoryRow.step == step)
    return db.session.scalar(found.where(HistoryRow.workflow.like("honor.%")))


def test_of_eight_who_sign_one_decision_one_has_signed(real_portal):
    with real_portal.app_context(), unit_of_work():
        office = Office()
        with at(clock.today() - AGO):
            entry = heard(served(office), office)
        draft(entry, office)
        path, tokens = f"/honor/{entry.code}/steps/sign_decision", officers(office, entry, Role.ISSUER)

    answers = at_once(real_portal, tokens, path, {"sure": "y"})

    assert Counter(answer.status_code for answer in answers)[302] == 1
    assert all("%(" not in answer.get_data(as_text=True) for answer in answers)
    with real_portal.app_context():
        entry = db.session.scalar(select(BoardEntry))
        assert (entry.state, done("sign_decision")) == (EntryState.DECIDED, 1)


def test_of_eight_who_answer_one_objection_one_has_answered(real_portal):
    with real_portal.app_context(), unit_of_work():
        office = Office()
        with at(clock.today() - AGO):
            entry = decided(office)
        services.publish_reminder(entry, actor=office.issuer)
        objection = services.make_objection(entry, text="不是我们堆的。", actor=a_user())
        path = f"/honor/{entry.code}/objections/{objection.id}"
        tokens = officers(office, entry, Role.REVIEWER)
    yes, no = ({"granted": given, "answer": given + " 已查。"} for given in ("yes", "no"))

    answers = at_once(real_portal, tokens, path, yes, no)

    assert Counter(answer.status_code for answer in answers)[302] == 1
    with real_portal.app_context():
        objection = db.session.scalar(select(Objection))
        down = objection.entry.state is EntryState.WITHDRAWN
        assert down is (objection.state is ClaimState.GRANTED)
        assert str(objection.answer).startswith("yes" if down else "no")
        assert done("withdraw") == int(down)


def test_of_eight_who_check_what_was_put_right_one_has_checked(real_portal):
    with real_portal.app_context(), unit_of_work():
        office = Office()
        with at(clock.today() - AGO):
            entry = decided(office)
        services.publish_reminder(entry, actor=office.issuer)
        services.ask_repair(entry, text="已清运。", pledge=True, actor=office.worker)
        path, tokens = f"/honor/{entry.code}/steps/close_repair", officers(office, entry, Role.EDITOR)
    yes, no = ({"granted": given, "finding": given + " 看过。"} for given in ("yes", "no"))

    answers = at_once(real_portal, tokens, path, yes, no)

    assert Counter(answer.status_code for answer in answers)[302] == 1
    with real_portal.app_context():
        repair = db.session.scalar(select(Repair))
        down = repair.entry.state is EntryState.REPAIRED
        assert down is (repair.state is ClaimState.GRANTED)
        assert str(repair.finding).startswith("yes" if down else "no")


def test_of_eight_words_of_the_jury_one_counts(real_portal):
    with real_portal.app_context(), unit_of_work():
        office = Office()
        entry = scored(a_candidate(called(office)), office, check=True).entry
        path, tokens = f"/honor/{entry.code}/jury", officers(office, entry, Role.ISSUER)
    yes, no = ({"admitted": given, "finding": given + " 评过。"} for given in ("yes", "no"))

    answers = at_once(real_portal, tokens, path, yes, no)

    assert Counter(answer.status_code for answer in answers)[302] == 1
    with real_portal.app_context():
        candidacy = db.session.scalar(select(Candidacy))
        dropped = candidacy.entry.state is EntryState.DROPPED
        assert dropped is (not candidacy.admitted)
        assert str(candidacy.jury_finding).startswith("no" if dropped else "yes")
        assert db.session.scalar(select(func.count(Look.id))) == OFFICERS


def test_whoever_objects_eight_times_at_once_has_objected_once(real_portal):
    with real_portal.app_context(), unit_of_work():
        office = Office()
        with at(clock.today() - AGO):
            entry = decided(office)
        services.publish_reminder(entry, actor=office.issuer)
        path, tokens = f"/honor/{entry.code}/object", tokens_of(a_user(), OFFICERS)

    answers = at_once(real_portal, tokens, path, {"text": "不是我们堆的。"})

    assert Counter(answer.status_code for answer in answers)[302] == 1
    with real_portal.app_context():
        assert db.session.scalar(select(func.count(Objection.id))) == 1
