"""Everybody at the same moment: names come under the text in force while its revision is being amended."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.alliances.models import Office
from portal.conventions import queries, services
from portal.conventions.models import Amendment, Clause, Convention, Signature, Version
from portal.conventions.rules.chain import first_break, head_of
from portal.conventions.states import State
from portal.conventions.states.amendments import AmendmentState
from portal.core import clock
from portal.core.db import db
from portal.core.work import unit_of_work
from tests.factories import a_member, a_user, an_office
from tests.factories.amendments import an_amendment, trial_of
from tests.factories.conventions import a_convention, gather
from tests.factories.signatures import by_hand

PARTIES, OFFICERS = 64, 8
OLD, NEW = "第{}条原文，保持整洁。", "第{}条新文，保持整洁。"


def people(convention, count):
    found = [a_user() for _ in range(count)]
    for person in found:
        a_member(convention.alliance, person)
    return found


def a_revised_one():
    """In force and open for signing, with a revision that everybody may amend."""
    convention = a_convention(State.IN_FORCE, texts=[OLD.format(n) for n in range(1, OFFICERS + 1)])
    services.begin_revision(convention, reason="改得更清楚。", actor=convention.team.secretary)
    gather(convention, clock.now(), last=True)
    return convention


class Crowd:
    """Browsers that all click when the last one is ready. Who is told that the server is busy tries again."""

    def __init__(self, portal, clicks):
        self.portal, self.answers = portal, []
        self.gate = Barrier(len(clicks))
        self.threads = [Thread(target=self.click, args=click) for click in clicks]

    def click(self, user_id, path, data):
        browser = self.portal.test_client()
        with self.portal.app_context():
            browser.sign_in(db.session.get(User, user_id))
            db.session.commit()
        self.gate.wait()
        status = 503
        while status == 503:
            status = browser.post(path, data=data).status_code
        self.answers.append((path, status))

    def go(self):
        for thread in self.threads:
            thread.start()
        for thread in self.threads:
            thread.join()


@pytest.mark.real
def test_64_parties_sign_while_8_officers_accept_amendments(real_portal):
    with real_portal.app_context(), unit_of_work():
        convention = a_revised_one()
        path, convention_id = f"/zh-hans/conventions/{convention.code}", convention.id
        form = by_hand(queries.version_in_force(convention).text_hash)
        clicks = [(person.id, f"{path}/sign", form) for person in people(convention, PARTIES)]
        officers = people(convention, OFFICERS)
        for officer in officers:
            an_office(convention.alliance, officer, Office.VICE_CHAIR)
        for n in range(1, OFFICERS + 1):
            amendment = an_amendment(convention, at=n, text=NEW.format(n))
            accept = f"{path}/amendments/{amendment.number}/accept", {"seen": trial_of(amendment).seen}
            clicks += [(officer.id, *accept) for officer in (officers[n - 1], officers[n % OFFICERS])]
        before = db.session.scalar(select(func.count(Version.id)))

    crowd = Crowd(real_portal, clicks)
    crowd.go()

    signed = [status for where, status in crowd.answers if where.endswith("/sign")]
    accepted = [status for where, status in crowd.answers if where.endswith("/accept")]
    assert signed == [302] * PARTIES
    assert accepted.count(302) == OFFICERS
    assert set(accepted) <= {302, 403, 422}
    with real_portal.app_context():
        convention = db.session.get_one(Convention, convention_id)
        version, held = queries.current_version(convention), queries.version_in_force(convention)
        chain = queries.chain_of(convention)
        assert [c.text.hans for c in queries.clauses_of(version)] == [
            NEW.format(n) for n in range(1, OFFICERS + 1)
        ]
        assert db.session.scalars(select(Amendment.state)).all() == [AmendmentState.ACCEPTED] * OFFICERS
        assert db.session.scalar(select(func.count(Version.id))) == before + OFFICERS
        assert db.session.scalar(select(func.count(Clause.id))) == (before + OFFICERS) * OFFICERS
        assert version.text_hash == queries.signed_text(version, queries.clauses_of(version))[1]
        assert set(db.session.scalars(select(Signature.text_hash))) == {held.text_hash}
        assert len(set(db.session.scalars(select(Signature.user_id)))) == PARTIES
        assert [link.entry.number for link in chain] == list(range(1, PARTIES + 1))
        assert first_break(chain) is None
        assert head_of(chain) == (convention.chain_count, convention.chain_head)
        assert convention.signature_count == PARTIES
