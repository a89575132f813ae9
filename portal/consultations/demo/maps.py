"""The opinion maps of the demo city. Statements go through the services; the crowd's answers straight into the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert

from portal.accounts.models import User
from portal.consultations.demo.telling import Telling
from portal.consultations.maps import subject
from portal.core import limits
from portal.core.db import db
from portal.statements.models import OpinionMap, Participant, Statement, StatementVote
from portal.statements.services import computing, moderating

DENSITY = 0.82


def acts(story: Telling) -> Iterator[tuple[datetime, Any]]:
    """What happened on the map of this consultation, if it has one."""
    city = story.city
    chapter = next(
        (one for one in city.toml("opinion_maps")["map"] if one["consultation"] == story.told["number"]), None
    )
    if chapter is None:
        return
    one = MapStory(story, chapter)
    yield story.opens_at + timedelta(minutes=5), one.begin
    for added in chapter["added"]:
        yield city.at(added["day"], 12), partial(one.propose, added)
    yield city.at(chapter["last_day"], 21), one.answer


class MapStory:
    """One map: begun, added to, answered by many."""

    def __init__(self, story: Telling, chapter: dict[str, Any]) -> None:
        self.story, self.chapter = story, chapter
        self.leans: dict[int, list[float]] = {}
        self.opinion_map: OpinionMap

    def begin(self) -> None:
        told = self.chapter["statements"]
        self.opinion_map = moderating.open_map(
            subject(self.story.consultation),
            statements=[one["text"] for one in told],
            actor=self.story.author,
        )
        found = db.session.scalars(statements_of(self.opinion_map))
        self.leans = {statement.id: one["leans"] for statement, one in zip(found, told, strict=True)}

    def propose(self, added: dict[str, Any]) -> None:
        author: User = self.story.city.people[added["author"]]
        limits.forgive(f"statement:{author.id}")
        statement = moderating.propose(self.opinion_map, text=added["text"], actor=author)
        if reason := added.get("refused"):
            moderating.reject(statement, reason=reason, actor=self.story.author)
        elif not added.get("waiting"):
            moderating.accept(statement, actor=self.story.author)
            self.leans[statement.id] = added["leans"]

    def answer(self) -> None:
        """Everybody in turn, spread over the days; then the picture, as the worker would have left it."""
        city, chapter = self.story.city, self.chapter
        neighbours = [person for key, person in city.people.items() if key[0] in "rm" and key[1:].isdigit()]
        people = [
            Participant(map_id=self.opinion_map.id, user_id=neighbours[n].id if n < len(neighbours) else None)
            for n in range(chapter["people"])
        ]
        db.session.add_all(people)
        db.session.flush()  # their votes name them
        first, last = city.at(chapter["first_day"], 10), city.at(chapter["last_day"], 20)
        step = (last - first) / len(people)
        rows = [
            {
                "participant_id": person.id,
                "statement_id": statement,
                "map_id": self.opinion_map.id,
                "choice": choice(number, camp(number, chapter["camps"]), leans, place),
                "at": first + step * number + timedelta(seconds=7 * place),
            }
            for number, person in enumerate(people)
            for place, (statement, leans) in enumerate(self.leans.items())
            if dice("seen", number, place) < DENSITY
        ]
        db.session.execute(insert(StatementVote), rows)
        computing.draw(self.opinion_map.id)


def statements_of(opinion_map: OpinionMap) -> Any:
    return db.select(Statement).where(Statement.map_id == opinion_map.id).order_by(Statement.number)


def dice(*what: object) -> float:
    """A number from 0 to 1, always the same for the same words."""
    mark = hashlib.sha256(":".join(map(str, what)).encode()).digest()
    return int.from_bytes(mark[:8], "big") / 2**64


def camp(number: int, shares: list[int]) -> int:
    """Which of the camps a person belongs to, out of a hundred."""
    throw = dice("camp", number) * sum(shares)
    for place, share in enumerate(shares):
        throw -= share
        if throw < 0:
            return place
    return len(shares) - 1


def choice(number: int, own: int, leans: list[float], place: int) -> int:
    """Mostly what the camp says, sometimes something else, sometimes not sure."""
    said = leans[own] + (dice("own", number, place) - 0.5) * 1.7
    return 1 if said > 0.15 else -1 if said < -0.15 else 0
