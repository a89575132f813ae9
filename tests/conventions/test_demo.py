from collections import Counter

import pytest
from sqlalchemy import select

from portal.accounts import demo as accounts
from portal.ballots import queries as ballots
from portal.ballots.models import Ballot
from portal.conventions import demo, proof
from portal.conventions.models import Comment, Convention, Signature
from portal.conventions.states import Method, State
from portal.core.db import db
from portal.demo_data.book import Book
from portal.papers import queries as papers
from portal.places.models import Place

in_hetang = pytest.mark.needs_no_database  # of its own: the whole city is there


@pytest.fixture
def told(hetang):
    """What the book tells of each convention, and the convention itself."""
    stored = {c.title.original: c for c in db.session.scalars(select(Convention))}
    return {one["id"]: (one, stored[one["title"]]) for one in Book().folder("conventions")}


@in_hetang
def test_conventions_stand_in_every_state_as_they_are_told(told):
    assert Counter(c.state for _one, c in told.values()) == Counter(State) | {
        State.PROPOSED: 2,
        State.GATHERING: 2,
        State.REJECTED: 2,
    }
    assert {k: c.comment_count for k, (_one, c) in told.items()} == {
        k: len(one.get("opinion", ())) for k, (one, _c) in told.items()
    }
    signed = sum(len(one.get("signature", ())) for one, _c in told.values())
    assert db.session.query(Signature).count() == signed
    assert Counter(s.method for s in db.session.query(Signature)) == {
        Method.PASSWORD: 36,
        Method.DRAWN: 10,
        Method.PAPER: 4,
    }
    assert db.session.query(Comment).filter(Comment.disposition.is_(None)).count() == 29
    assert list(proof.damaged()) == list(papers.damaged()) == []


@in_hetang
def test_what_is_older_than_the_portal_has_the_dates_of_its_papers(told):
    city, (_told, first) = Book(), told["xinkailu-first"]

    assert first.in_force_on == city.on(-2130)
    assert db.session.get(Ballot, first.ballot_id).closed_at < city.at(-2149)
    assert first.published_at == city.at(-2145, 10)


@in_hetang
def test_a_larger_city_has_so_many_times_the_public_conventions(told):
    """What `load` adds for a scale, added to the city that stands."""
    larger, before = Book(scale=2), db.session.query(Convention).count()
    larger.places = {place.slug: place for place in db.session.scalars(select(Place))}

    accounts.gather_a_crowd(larger, "")
    for _one, convention in told.values():
        demo.enlarge(larger, convention)

    assert db.session.query(Convention).count() == before + 22
    assert len(larger.crowd) == accounts.CROWD
    assert list(proof.damaged()) == []


@in_hetang
def test_the_owners_vote_on_a_roll_with_papers_and_a_proxy(told):
    ballot = db.session.get_one(Ballot, told["huiyuan"][1].ballot_id)

    assert (ballot.entitled_heads, ballot.entitled_area, ballot.by_hand) == (111, 1880643, True)
    assert ballot.voted == 7 + 31
    assert len(ballots.waiting_entries(ballot)) == 6
    assert [proxy.voter.name.original for proxy in ballots.proxies_of(ballot)] == ["霍南"]
