"""What the offices of the demo city promised, and how it went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from portal.accounts.models import User
from portal.consultations.demo.telling import Telling
from portal.consultations.models import Promise
from portal.consultations.services import promising
from portal.consultations.states import Satisfaction
from portal.core.permissions import can
from portal.demo_data.book import Book
from portal.demo_data.drawing import street
from portal.files.models import StoredFile
from portal.files.services import upload


class Promises:
    """All of them, each with what came of it."""

    def __init__(self, city: Book, told: list[dict[str, Any]], matters: Mapping[int, Telling]) -> None:
        self.city, self.told, self.matters = city, told, matters
        self.made: dict[int, Promise] = {}

    def acts(self) -> Iterator[tuple[datetime, Any]]:
        for number, one in enumerate(self.told):
            yield self.city.at(one["day"], 14, number), partial(self.make, number, one)
            for news in one.get("news", ()):
                yield self.city.at(news["day"], 16, number), partial(self.report, number, news)
            for name in ("moved", "done", "given_up", "again", "settled"):
                if name in one:
                    at = self.city.at(one[name]["day"], 17, number)
                    yield at, partial(getattr(self, name), number, one[name])
            if "ratings" in one:
                rated = self.city.at(one["done"]["day"], 17, number) + timedelta(hours=3)
                yield rated, partial(self.rate, number, one["ratings"])

    def make(self, number: int, one: dict[str, Any]) -> None:
        matter = self.matters[one["of"]]
        self.made[number] = promising.promise(
            matter.consultation,
            title=one["title"],
            owner=one["owner"],
            due_on=self.city.on(one["due_day"]),
            actor=matter.author,
        )

    def author(self, number: int) -> User:
        return self.matters[self.told[number]["of"]].author

    def issuer(self, number: int) -> User:
        return self.matters[self.told[number]["of"]].issuer

    def photos(self, one: dict[str, Any], by: User) -> list[StoredFile]:
        return [upload(by, sent=street(words), actor=by) for words in one.get("photos", ())]

    def report(self, number: int, one: dict[str, Any]) -> None:
        author = self.author(number)
        promising.report(self.made[number], text=one["text"], files=self.photos(one, author), actor=author)

    def moved(self, number: int, one: dict[str, Any]) -> None:
        day = self.city.on(one["due_day"])
        promising.postpone(self.made[number], due_on=day, reason=one["reason"], actor=self.author(number))

    def done(self, number: int, one: dict[str, Any]) -> None:
        author = self.author(number)
        promising.report_done(
            self.made[number], reason=one["text"], files=self.photos(one, author), actor=author
        )

    def given_up(self, number: int, one: dict[str, Any]) -> None:
        promising.give_up(self.made[number], reason=one["reason"], actor=self.issuer(number))

    def rate(self, number: int, told: dict[str, list[str]]) -> None:
        for satisfaction, keys in told.items():
            for person in (self.city.people[key] for key in keys):
                if can(person, "consultations.rate_promise", self.made[number]):
                    promising.rate(self.made[number], satisfaction=Satisfaction(satisfaction), actor=person)

    def again(self, number: int, one: dict[str, Any]) -> None:
        promising.look_again(self.made[number], reason=one["reason"], actor=self.city.people[one["by"]])

    def settled(self, number: int, one: dict[str, Any]) -> None:
        issuer = self.issuer(number)
        promising.settle(self.made[number], reason=one["text"], files=self.photos(one, issuer), actor=issuer)
