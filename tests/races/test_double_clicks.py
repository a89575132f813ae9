"""One person clicks 32 times, and 32 people do the same at once: with real commits, through HTTP."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.ballots.models import Ballot, Vote
from portal.consultations.models import Opinion
from portal.control.forms import name_of
from portal.control.queries import get_group
from portal.conventions import queries
from portal.conventions.models import Clause, Convention, Signature
from portal.conventions.states import State
from portal.core import audit
from portal.core.db import db
from portal.core.settings import SettingChange, setting
from portal.core.work import unit_of_work
from tests.crowds import CROWD, at_once, tokens_of
from tests.factories import a_user, an_official, the_city
from tests.factories.ballots import a_ballot
from tests.factories.consultations import an_open_one
from tests.factories.conventions import a_convention, exact_hash
from tests.factories.signatures import by_hand

pytestmark = pytest.mark.real


@dataclass
class Act:
    """One form that a person may send: where, what, and which rows it makes."""

    path: str
    form: dict[str, Any]
    rows: type
    action: str


def a_signature(person):
    convention = a_convention(State.SIGNING, members=[person])
    form = by_hand(exact_hash(convention))
    return Act(f"/conventions/{convention.code}/sign", form, Signature, "conventions.sign")


def a_vote(person):
    ballot = a_ballot(person, a_user())
    return Act(f"/ballots/{ballot.code}/vote", {"choice": "for"}, Vote, "ballots.cast")


def an_opinion(person):
    path = f"{an_open_one().address}/opinion"
    return Act(path, {"stance": "support", "text": "错时停车好。"}, Opinion, "consultations.give")


def count(rows):
    return db.session.scalar(select(func.count()).select_from(rows))


def lines(action):
    return db.session.scalar(select(func.count(audit.AuditLine.id)).where(audit.AuditLine.action == action))


def is_an_answer(response):
    """Done, or a page with a sentence: never a broken one."""
    return response.status_code == 302 or (
        response.status_code in {409, 422} and "<h1" in response.get_data(as_text=True)
    )


@pytest.fixture
def arranged(real_portal):
    def arrange(make):
        with real_portal.app_context(), unit_of_work():
            the_city()
            person = a_user()
            act = make(person)
            return act, tokens_of(person)

    return arrange


@pytest.mark.parametrize("make", [a_signature, a_vote, an_opinion])
def test_clicks_of_one_form_are_done_once_and_all_get_its_answer(real_portal, arranged, make):
    act, tokens = arranged(make)

    answers = at_once(real_portal, tokens, act.path, {**act.form, "once": "the same form"})

    assert Counter(answer.headers.get("Idempotency-Hit") for answer in answers) == {
        None: 1,
        "true": CROWD - 1,
    }
    assert {(answer.status_code, answer.location) for answer in answers} == {(302, answers[0].location)}
    with real_portal.app_context():
        assert (count(act.rows), lines(act.action)) == (1, 1)
        assert list(audit.verify()) == []


@pytest.mark.parametrize("make", [a_signature, a_vote])
def test_clicks_of_many_open_pages_are_one_row(real_portal, arranged, make):
    act, tokens = arranged(make)

    answers = at_once(
        real_portal, tokens, act.path, *({**act.form, "once": f"page {n}"} for n in range(CROWD))
    )

    assert all(is_an_answer(answer) for answer in answers)
    assert 302 in {answer.status_code for answer in answers}
    with real_portal.app_context():
        assert count(act.rows) == 1
        assert list(audit.verify()) == []


def test_opinions_from_many_open_pages_stay_within_the_limit_and_have_numbers(real_portal, arranged):
    act, tokens = arranged(an_opinion)

    answers = at_once(
        real_portal, tokens, act.path, *({**act.form, "once": f"page {n}"} for n in range(CROWD))
    )

    done = sum(answer.status_code == 302 for answer in answers)
    assert all(answer.status_code in {302, 409, 422, 429} for answer in answers)
    with real_portal.app_context():
        assert count(act.rows) == done > 0
        assert sorted(db.session.scalars(select(Opinion.number))) == list(range(1, done + 1))


def test_every_voter_of_a_crowd_is_counted(real_portal):
    with real_portal.app_context(), unit_of_work():
        the_city()
        voters = [a_user() for _n in range(CROWD)]
        ballot = a_ballot(*voters)
        tokens, path = [tokens_of(voter, 1)[0] for voter in voters], f"/ballots/{ballot.code}/vote"

    answers = at_once(real_portal, tokens, path, {"choice": "for"}, {"choice": "against"})

    assert Counter(answer.status_code for answer in answers) == {302: CROWD}
    with real_portal.app_context():
        assert (count(Vote), db.session.scalar(select(Ballot.voted))) == (CROWD, CROWD)
        assert (lines("ballots.cast"), list(audit.verify())) == (CROWD, [])


def test_every_signature_of_a_crowd_is_counted(real_portal):
    with real_portal.app_context(), unit_of_work():
        members = [a_user() for _n in range(CROWD)]
        convention = a_convention(State.SIGNING, members=members)
        form, path = by_hand(exact_hash(convention)), f"/conventions/{convention.code}/sign"
        tokens = [tokens_of(member, 1)[0] for member in members]

    answers = at_once(real_portal, tokens, path, form)

    assert Counter(answer.status_code for answer in answers) == {302: CROWD}
    with real_portal.app_context():
        assert (count(Signature), db.session.scalar(select(Convention.signature_count))) == (CROWD, CROWD)
        assert (lines("conventions.sign"), list(audit.verify())) == (CROWD, [])


def test_of_two_who_write_the_same_clause_nobody_is_overwritten(real_portal):
    with real_portal.app_context(), unit_of_work():
        convention = a_convention()
        clause = queries.clauses_of(queries.current_version(convention))[0]
        path, revision = f"/conventions/{convention.code}/clauses/{clause.key}", clause.revision
        tokens, clause_id = tokens_of(convention.team.secretary, 8), clause.id
    forms = [
        {"heading": "门前卫生", "text": f"第{n}稿。", "modality": "agree", "revision": revision}
        for n in range(8)
    ]

    answers = at_once(real_portal, tokens, path, *forms)

    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: 7}
    won = next(n for n, answer in enumerate(answers) if answer.status_code == 302)
    with real_portal.app_context():
        kept = db.session.get(Clause, clause_id)
        assert (str(kept.text), kept.revision) == (f"第{won}稿。", revision + 1)


def test_the_history_of_a_setting_has_every_change_in_its_order(real_portal):
    with real_portal.app_context(), unit_of_work():
        the_city()
        tokens = tokens_of(an_official(Role.ADMIN), 8)
        same = {name_of(one): setting(one.key) for one in get_group("city")}
        begun = setting("city.slogan")

    answers = at_once(
        real_portal,
        tokens,
        "/control/settings/city",
        *({**same, "city__slogan": f"第{n}句"} for n in range(8)),
    )

    assert all(is_an_answer(answer) for answer in answers)
    with real_portal.app_context():
        changes = db.session.execute(
            select(SettingChange.before, SettingChange.after)
            .where(SettingChange.key == "city.slogan")
            .order_by(SettingChange.id)
        ).all()
        assert len(changes) == sum(answer.status_code == 302 for answer in answers) > 0
        assert [before for before, _after in changes] == [begun, *(after for _before, after in changes[:-1])]
        assert setting("city.slogan") == changes[-1].after
