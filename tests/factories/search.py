"""A kind of public thing for tests of what listens to cards: its cards stand in a dictionary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from portal.core.cards import Card
from portal.core.events import announce
from portal.core.language import Bitext
from portal.events.catalog import CardChanged


class Shelf:
    """`put` and `take` do what a feature does when its object changes."""

    kind = "sample"

    def __init__(self, app, monkeypatch, kind=kind, label="Samples"):
        self.kind, self.cards = kind, {}
        monkeypatch.setitem(app.extensions["portal.cards"], kind, (self.cards.get, lambda: list(self.cards)))
        monkeypatch.setitem(app.extensions["portal.kind_names"], kind, label)

    def put(self, number, title="商户自治公约", body="垃圾分类，门前三包。", **kw):
        at = datetime(2025, 11, 1, tzinfo=UTC) + timedelta(days=number)
        written = {
            "path": f"/samples/{number}",
            "at": at,
            "state": "",
            "place_id": 1,
            "place_path": "/1/",
            **kw,
        }
        card = Card(kind=self.kind, object_id=number, title=Bitext.of(title), body=Bitext.of(body), **written)
        self.cards[number] = card
        announce(CardChanged(kind=self.kind, object_id=number))

    def take(self, number):
        del self.cards[number]
        announce(CardChanged(kind=self.kind, object_id=number))
