"""Every look at what is for some only is written down, and the one it is about sees that there was one."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db
from portal.core.errors import Forbidden
from portal.honor import queries, services
from portal.honor.models import Look
from portal.honor.rules import Severity
from portal.honor.states import Polarity, Scope, SubjectType
from tests.factories import a_member, a_user, an_alliance
from tests.factories.honor import Office, a_clause, at, decided

FACTS = "店外设置炉具三处。"


def text_of(answer):
    return answer.get_data(as_text=True)


def for_members(office, keeper):
    """A shop's breach of its own convention, shown to members of the alliance."""
    alliance = an_alliance(place=office.place)
    board = office.board(Polarity.BLACK, alliance_id=alliance.id)
    with at(clock.today() - timedelta(days=30)):
        entry = decided(
            office,
            board=board,
            scope=Scope.ALLIANCE,
            severity=Severity.OWN,
            bases=[a_clause()],
            subject_type=SubjectType.SHOP,
            subject="××小炒",
            facts=FACTS,
            holder=keeper,
        )
    services.publish_reminder(entry, actor=office.issuer)
    return entry, alliance


def test_a_member_reads_it_after_being_written_down_and_the_shop_sees_that(client):
    office, keeper, member = Office(), a_user(), a_user(name="阮青")
    entry, alliance = for_members(office, keeper)
    a_member(alliance, member)
    path = f"/honor/{entry.code}"

    client.sign_in(member)
    closed = client.get(path)
    assert (closed.status_code, FACTS in text_of(closed)) == (200, False)
    assert FACTS[:6] not in text_of(client.get(f"/honor/reminders?alliance={alliance.code}"))
    assert "noindex" in closed.headers["X-Robots-Tag"]
    assert client.post(f"{path}/look").status_code == 302
    assert FACTS in text_of(client.get(path))
    (seen,) = db.session.query(Look).all()
    assert (seen.user_id, seen.entry_id, seen.of_file) == (member.id, entry.id, False)
    with at(clock.today() + timedelta(days=1)):
        assert FACTS not in text_of(client.get(path))  # a day later it is a new look

    client.sign_in(keeper)
    a_member(alliance, keeper)
    assert FACTS in text_of(client.get(path))  # nobody is written down for reading about themselves
    told = text_of(client.get(f"{path}/statement"))
    assert "一名读者" in told
    assert "阮青" not in told
    assert db.session.query(Look).count() == 1


def test_who_may_not_read_it_looks_at_nothing(client):
    office = Office()
    entry, _alliance = for_members(office, a_user())
    stranger = a_user()
    client.sign_in(stranger)

    assert client.post(f"/honor/{entry.code}/look").status_code == 404
    with pytest.raises(Forbidden):
        services.look_at(entry, actor=stranger)
    assert db.session.query(Look).count() == 0


def test_reading_an_entry_does_not_open_its_file():
    office, member = Office(), a_user()
    entry, alliance = for_members(office, a_user())
    a_member(alliance, member)

    services.look_at(entry, actor=member)

    assert queries.looked_recently(entry.id, member.id, of_file=False)
    assert not queries.looked_recently(entry.id, member.id)
