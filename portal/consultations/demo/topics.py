"""The topics that people of the demo city propose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from portal.accounts.models import User
from portal.consultations.models import TopicProposal
from portal.consultations.services import lapsing, topics
from portal.consultations.states import TopicState
from portal.core import limits
from portal.demo_data.book import Book

AUTHOR = "street_editor"


class Proposals:
    """All of them: proposed, supported, answered."""

    def __init__(self, city: Book, told: list[dict[str, Any]], neighbours: list[User]) -> None:
        self.city, self.told, self.neighbours = city, told, neighbours
        self.made: dict[int, TopicProposal] = {}

    def acts(self) -> Iterator[tuple[datetime, Any]]:
        for number, one in enumerate(self.told):
            proposed = self.city.at(one["day"], 9, number)
            yield proposed, partial(self.propose, number, one)
            yield proposed + timedelta(hours=30), partial(self.support, number, one)
            if one["day"] < -90:
                yield proposed + timedelta(days=91), self.lapse
            if "step" in one:
                yield proposed + timedelta(days=3), partial(self.answer, number, one)

    def propose(self, number: int, one: dict[str, Any]) -> None:
        author = self.city.people[one["author"]]
        limits.forgive(f"topic:{author.id}")
        place = self.city.places[one["home"]]
        self.made[number] = topics.propose(place, title=one["title"], text=one["text"], actor=author)

    def support(self, number: int, one: dict[str, Any]) -> None:
        topic = self.made[number]
        willing = [person for person in self.neighbours if person.id != topic.author_id]
        for person in willing[number * 7 : number * 7 + one["supporters"]]:
            topics.support_topic(topic, wanted=True, actor=person)

    def lapse(self) -> None:
        lapsing.lapse_topics()

    def answer(self, number: int, one: dict[str, Any]) -> None:
        topic, editor = self.made[number], self.city.people[AUTHOR]
        if one["step"] == "merge":
            topics.merge(topic, into=self.made[one["into"]], reason=one["answer"], actor=editor)
            return
        if topic.state is TopicState.GATHERING:
            topics.screen(topic, actor=editor)
        answer = topics.accept if one["step"] == "accept" else topics.decline
        answer(topic, reason=one["answer"], actor=editor)
