"""The paper and the online vote of one line at once; two typists with the same pile: one vote each."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from portal.accounts.models import Role
from portal.ballots import queries
from portal.ballots.models import HandBallot, Vote, Voter
from portal.core import audit, clock
from portal.core.db import db
from portal.core.work import unit_of_work
from tests.crowds import at_once, tokens_of
from tests.factories import a_user, an_official, the_city
from tests.factories.ballots import an_owners_vote

pytestmark = pytest.mark.real
TYPISTS = 8


def rows(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def desk(real_portal):
    """As many typists as there are owners; every owner has an account too."""
    with real_portal.app_context(), unit_of_work():
        the_city()
        owners = [a_user() for _n in range(TYPISTS)]
        typists = [an_official(Role.COMMUNITY_WORKER) for _n in range(TYPISTS)]
        ballot = an_owners_vote(*[100] * TYPISTS, accounts=owners)
        return ballot.code, *([tokens_of(person, 1)[0] for person in people] for people in (owners, typists))


def test_a_pile_typed_by_many_is_kept_once(real_portal, desk):
    code, _owner, typists = desk
    form = {"channel": "paper", "received_on": clock.today().isoformat(), "choice_for": "1-3"}

    answers = at_once(
        real_portal, typists, f"/ballots/{code}/hand", *({**form, "once": f"{n}"} for n in range(8))
    )

    assert Counter(answer.status_code for answer in answers) == {302: 1, 422: TYPISTS - 1}
    with real_portal.app_context():
        assert rows(HandBallot) == 3


def test_one_line_votes_online_or_on_paper_never_both(real_portal, desk):
    code, owners, typists = desk
    start = Barrier(2 * TYPISTS)
    hand = {"channel": "paper", "received_on": clock.today().isoformat()}

    def send(number):
        line, by_typist = number // 2, number % 2
        client = real_portal.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = (typists if by_typist else owners)[line], True
        start.wait(timeout=60)
        if by_typist:
            return client.post(
                f"/ballots/{code}/hand", data={**hand, "choice_against": f"{line + 1}"}
            ).status_code
        return client.post(f"/ballots/{code}/vote", data={"choice": "for"}).status_code

    with ThreadPoolExecutor(2 * TYPISTS) as pool:
        answers = Counter(pool.map(send, range(2 * TYPISTS)))

    with real_portal.app_context():
        assert rows(Vote) + rows(HandBallot) == TYPISTS
        lines = db.session.scalars(select(Voter)).all()
        assert (
            Counter(line.channel for line in lines)
            == Counter({"online": rows(Vote), "paper": rows(HandBallot)}) - Counter()
        )
    assert answers[302] == TYPISTS
    assert set(answers) <= {302, 403, 422}


def test_a_paper_confirmed_by_many_counts_once(real_portal, desk):
    code, _owner, typists = desk
    form = {"channel": "paper", "received_on": clock.today().isoformat(), "choice_for": "2"}
    at_once(real_portal, typists[:1], f"/ballots/{code}/hand", form)
    with real_portal.app_context():
        entry = db.session.scalars(select(HandBallot.id)).one()

    answers = at_once(real_portal, typists[1:], f"/ballots/{code}/hand/confirm", {"entry": entry})

    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: TYPISTS - 2}
    with real_portal.app_context():
        assert rows(Vote) == queries.get_ballot(code).voted == 1
        assert list(audit.verify()) == []
