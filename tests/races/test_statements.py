"""Many people answer statements at once while the worker computes: no error, every answer counted exactly once."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from portal.accounts import sessions
from portal.core import jobs
from portal.core.db import db
from portal.core.work import unit_of_work
from portal.statements import queries
from portal.statements.models import OpinionMap, Participant, StatementVote
from portal.statements.services import computing
from tests.factories import a_user
from tests.factories.statements import a_map
from tests.statements.crowd import a_vote

pytestmark = pytest.mark.real

PEOPLE, STATEMENTS, AT_ONCE = 60, 5, 20
CHOICES = {1: "agree", -1: "disagree", 0: "pass"}


def everybody_answers(portal, tokens, path):
    """Each person answers all statements in an order of their own, the first one twice."""

    def answer(person):
        client = portal.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = tokens[person], True
        order = [(person + turn) % STATEMENTS + 1 for turn in range(STATEMENTS)]
        forms = [{"statement": n, "choice": CHOICES[a_vote(person, n)]} for n in order]
        forms.insert(0, {"statement": order[0], "choice": "pass"})
        return [client.post(f"{path}/votes", data=form).status_code for form in forms]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [status for statuses in pool.map(answer, range(PEOPLE)) for status in statuses]


def test_everybody_answers_while_the_worker_computes(real_portal):
    with real_portal.app_context(), unit_of_work():
        opinion_map = a_map(statements=[f"第{n}条看法，大家都来说" for n in range(1, STATEMENTS + 1)])
        opinion_map.pace = 1
        people = [a_user() for _n in range(PEOPLE)]
        tokens = [sessions.begin(person) for person in people]
        path, map_id, ids = opinion_map.address, opinion_map.id, [person.id for person in people]
    over, drawn, statuses, rounds = threading.Event(), threading.Event(), [], 0

    def work():
        while not over.wait(0.05):
            with real_portal.app_context():
                if jobs.run_due_jobs():
                    drawn.set()

    with ThreadPoolExecutor(1) as worker:
        working = worker.submit(work)
        try:
            # on a fast machine all have answered before the first picture is due: then they answer again
            while rounds < 50 and not (drawn.is_set() or working.done()):
                statuses += everybody_answers(real_portal, tokens, path)
                rounds += 1
        finally:
            over.set()
        working.result()

    with real_portal.app_context():
        assert drawn.is_set()
        assert Counter(statuses) == {302: rounds * PEOPLE * (STATEMENTS + 1)}
        failed = select(jobs.Job.error).where(jobs.Job.error.is_not(None))
        assert db.session.scalars(failed).all() == []
        found = select(Participant.user_id, StatementVote.statement_id, StatementVote.choice).join(
            Participant, Participant.id == StatementVote.participant_id
        )
        numbers = {
            one.id: one.number
            for one in queries.statements_of(db.session.get(OpinionMap, map_id), "accepted")
        }
        said = {(user, numbers[on]): choice for user, on, choice in db.session.execute(found)}
        assert said == {
            (user, n): a_vote(person, n) for person, user in enumerate(ids) for n in range(1, STATEMENTS + 1)
        }
        with unit_of_work():
            computing.draw(map_id)
        counts = queries.picture_of(db.session.get(OpinionMap, map_id)).asking
        assert sum(row[2] for row in counts.values()) == PEOPLE * STATEMENTS
