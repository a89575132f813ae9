from collections import Counter

import pytest

from portal.accounts import demo as accounts
from portal.alliances import demo as alliances
from portal.ballots import queries as ballots
from portal.ballots.models import Ballot
from portal.conventions import demo, proof
from portal.conventions.models import Comment, Convention, Signature
from portal.conventions.states import Method, State
from portal.core.db import db
from portal.demo_data.book import Book
from portal.papers import queries as papers
from portal.places import demo as places


@pytest.fixture
def city(app):
    book = Book()
    for chapter in (places, accounts, alliances, demo):
        chapter.load(book)
    return book


def test_conventions_stand_in_every_state_as_they_are_told(city):
    told = {one["id"]: one for one in city.folder("conventions")}
    found = city.kept["conventions"]

    assert Counter(c.state for c in found.values()) == Counter(State) | {
        State.PROPOSED: 2,
        State.GATHERING: 2,
        State.REJECTED: 2,
    }
    assert {k: c.comment_count for k, c in found.items()} == {
        k: len(one.get("opinion", ())) for k, one in told.items()
    }
    assert db.session.query(Signature).count() == sum(len(t.get("signature", ())) for t in told.values())
    assert Counter(s.method for s in db.session.query(Signature)) == {
        Method.PASSWORD: 36,
        Method.DRAWN: 10,
        Method.PAPER: 4,
    }
    assert db.session.query(Comment).filter(Comment.disposition.is_(None)).count() == 29
    assert list(proof.damaged()) == list(papers.damaged()) == []


def test_what_is_older_than_the_portal_has_the_dates_of_its_papers(city):
    first = city.kept["conventions"]["xinkailu-first"]

    assert first.in_force_on == city.on(-2130)
    assert db.session.get(Ballot, first.ballot_id).closed_at < city.at(-2149)
    assert first.published_at == city.at(-2145, 10)


def test_a_larger_city_has_so_many_times_the_public_conventions(app):
    book = Book(scale=3)
    for chapter in (places, accounts, alliances, demo):
        chapter.load(book)

    assert db.session.query(Convention).count() == 2 + 22 * 3
    assert list(proof.damaged()) == []


def test_the_owners_vote_on_a_roll_with_papers_and_a_proxy(city):
    ballot = db.session.get_one(Ballot, city.kept["conventions"]["huiyuan"].ballot_id)

    assert (ballot.entitled_heads, ballot.entitled_area, ballot.by_hand) == (111, 1880643, True)
    assert ballot.voted == 7 + 31
    assert len(ballots.waiting_entries(ballot)) == 6
    assert [proxy.voter.name.original for proxy in ballots.proxies_of(ballot)] == ["霍南"]
