"""64 parties sign at the same moment while others withdraw: nothing lost, nothing doubled, the chain holds."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from portal.conventions import proof, queries, services
from portal.conventions.models import ChainEntry, Convention, Signature
from portal.conventions.states import State
from portal.core import audit
from portal.core.db import db
from portal.core.work import unit_of_work
from tests.crowds import tokens_of
from tests.factories import a_user
from tests.factories.conventions import a_convention, exact_hash
from tests.factories.signatures import by_hand

pytestmark = pytest.mark.real
PARTIES, LEAVING = 64, 12


def all_at_once(app, sendings):
    """(token, path, form) of each browser, sent at the same moment."""
    start = Barrier(len(sendings))

    def send(sending):
        token, path, form = sending
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
        start.wait(timeout=60)
        return client.post(path, data=form).status_code

    with ThreadPoolExecutor(len(sendings)) as pool:
        return list(pool.map(send, sendings))


def test_64_parties_sign_while_others_withdraw(real_portal):
    with real_portal.app_context(), unit_of_work():
        members = [a_user() for _n in range(PARTIES + LEAVING)]
        convention = a_convention(State.SIGNING, members=members)
        exact, path = exact_hash(convention), f"/conventions/{convention.code}"
        for leaving in members[PARTIES:]:
            services.sign(convention, text_hash=exact, actor=leaving)
        tokens = [tokens_of(member, 2) for member in members]
    signing = [(token, f"{path}/sign", by_hand(exact)) for two in tokens[:PARTIES] for token in two]
    leaving = [
        (token, f"{path}/withdraw", {"reason": "店转让了。"}) for two in tokens[PARTIES:] for token in two
    ]

    answers = all_at_once(real_portal, [*signing, *leaving])

    assert set(answers) <= {302, 409, 422}
    with real_portal.app_context():
        convention = db.session.query(Convention).one()
        kinds = Counter(map(str, db.session.scalars(select(ChainEntry.kind))))
        assert kinds == {"signed": PARTIES + LEAVING, "withdrawn": LEAVING}
        assert db.session.scalar(select(func.count(Signature.id))) == PARTIES + LEAVING
        assert db.session.scalar(select(func.count(func.distinct(Signature.party)))) == PARTIES + LEAVING
        assert (
            convention.signature_count == queries.signed_since(queries.current_version(convention)) == PARTIES
        )
        assert convention.chain_count == PARTIES + 2 * LEAVING
        assert list(proof.broken_chains()) == []
        assert list(audit.verify()) == []
