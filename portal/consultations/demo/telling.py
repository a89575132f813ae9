"""What every consultation of the demo city has: who wrote it, who issued it, what was said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.accounts.queries import get_person, holders
from portal.consultations.models import Consultation, Opinion
from portal.consultations.permissions import ISSUERS
from portal.consultations.services import answering, organising, speaking
from portal.consultations.states import Stance
from portal.core import limits
from portal.demo_data.book import Book

Act = Callable[[], object]


class Telling:
    """One consultation, begun by `author` and published by the issuer who is nearest."""

    opens_at: datetime

    def __init__(self, city: Book, told: dict[str, Any], author: User) -> None:
        self.city, self.told, self.author = city, told, author
        self.place = city.places[told["home"]]
        self.issuer = self.nearest_issuer()
        self.consultation: Consultation

    def nearest_issuer(self) -> User:
        """The issuer of the street before the city's."""
        depth = {place.id: len(place.path) for place in self.city.places.values()}
        people = [get_person(one) for one in holders(ISSUERS, self.place) if one != self.author.id]
        return max(people, key=lambda person: depth.get(person.place_id or 0, 0))

    def publish(self) -> None:
        organising.publish(self.consultation, actor=self.issuer)

    def say(self, one: dict[str, Any], **more: Any) -> Opinion:
        """An opinion given on the web, however many its author has given that day."""
        organising.tell_openings()
        author = self.city.people[one["author"]]
        limits.forgive(f"opinion:{author.id}")
        return speaking.give(
            self.consultation, stance=Stance(one["stance"]), text=one["text"], actor=author, **more
        )

    def collate(self) -> None:
        answering.collate(self.consultation, actor=self.author)

    def publish_result(self) -> None:
        answering.publish_result(self.consultation, actor=self.issuer)
