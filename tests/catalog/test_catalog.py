from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.catalog import queries
from portal.catalog.models import CatalogRow
from portal.catalog.services import rebuild
from portal.core import clock
from portal.core.cards import Card
from portal.core.db import db
from portal.core.events import announce
from portal.core.language import Bitext
from portal.events.catalog import CardChanged
from tests.factories import a_place, the_city


@pytest.fixture
def shelf(app):
    """A kind of our own: its cards are what the test puts into this dictionary."""
    cards = {}
    app.extensions["portal.cards"]["sample"] = (cards.get, lambda: list(cards))
    yield cards
    del app.extensions["portal.cards"]["sample"]


def a_card(number, place, **kw):
    return Card(
        **{
            "kind": "sample",
            "object_id": number,
            "title": Bitext.of(f"临河街道第{number}号"),
            "path": f"/samples/{number}",
            "at": clock.now() - timedelta(days=number),
            "state": "open",
            "place_id": place.id,
            "place_path": place.path,
            **kw,
        }
    )


def show(shelf, card):
    shelf[card.object_id] = card
    announce(CardChanged(kind="sample", object_id=card.object_id))
    db.session.flush()


def paths(rows):
    return [row.path for row in rows]


def test_a_change_is_in_the_lists_at_once_and_once(shelf):
    show(shelf, a_card(1, the_city()))
    show(shelf, a_card(1, the_city(), title=Bitext.of("改名")))

    assert [(r.path, str(r.title)) for r in queries.newest()] == [("/samples/1", "改名")]


def test_what_is_public_no_more_is_gone(shelf):
    show(shelf, a_card(1, the_city()))

    del shelf[1]
    announce(CardChanged(kind="sample", object_id=1))

    assert queries.newest() == []


def test_the_clock_takes_down_what_has_expired(shelf):
    show(shelf, a_card(1, the_city(), gone_at=clock.now() + timedelta(days=1)))
    assert len(queries.newest()) == 1

    with clock.stopped_at(clock.now() + timedelta(days=2)):
        assert queries.newest() == []


def test_open_now_is_asked_of_the_clock_and_sorted_by_what_closes_first(shelf):
    city, now = the_city(), clock.now()
    opened = {"opens_at": now - timedelta(days=1)}
    show(shelf, a_card(1, city, **opened, closes_at=now + timedelta(days=9)))
    show(shelf, a_card(2, city, **opened, closes_at=now + timedelta(days=2)))
    show(shelf, a_card(3, city, **opened, closes_at=now - timedelta(hours=1)))

    assert paths(queries.open_now()) == ["/samples/2", "/samples/1"]


def test_a_street_shows_what_lies_below_it_and_nothing_else(shelf):
    linhe, nanjin = a_place(the_city()), a_place(the_city())
    show(shelf, a_card(1, a_place(linhe)))
    show(shelf, a_card(2, nanjin))

    assert paths(queries.newest(linhe)) == ["/samples/1"]


def test_what_must_not_be_indexed_is_not(shelf):
    show(shelf, a_card(1, the_city(), indexable=False))

    assert queries.indexable() == []


def test_the_catalogue_can_be_rebuilt(shelf):
    show(shelf, a_card(1, the_city()))
    db.session.query(CatalogRow).delete()

    rebuild()

    assert db.session.scalars(select(CatalogRow.path)).all() == ["/samples/1"]
