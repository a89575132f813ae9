"""Short stories for every stop of the way, and the topics people propose, told through the services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from portal.consultations.demo.telling import Act, Telling
from portal.consultations.meetings import body
from portal.consultations.models import Opinion
from portal.consultations.queries.results import meetings_of
from portal.consultations.services import (
    answering,
    concluding,
    drafting,
    papers,
    pausing,
    seats,
)
from portal.consultations.services.drafting import Way
from portal.consultations.services.seats import Stake
from portal.consultations.states import (
    ORDER,
    Consensus,
    Disposition,
    RecordKind,
    State,
    stop_of,
)
from portal.core.richtext import plain_to_html
from portal.demo_data.book import Book
from portal.meetings import queries as meeting_queries
from portal.meetings import services as meetings
from portal.meetings.states import MeetingKind

AUTHOR = "street_editor"
USE = "每条意见都会编号、归并、逐条回复，采不采纳都说明理由。"
CONTACT = "临河街道办事处综合治理办，电话 0000-1231001"
REPLY = "意见已经归并研究，相关内容写进了商议成果，落实情况会在本页公布，欢迎继续监督。"
AFTER_THE_END = {
    "collate": 1,
    "answer": 2,
    "deliberate": 3,
    "draft_result": 4,
    "write": 5,
    "give_notice": 6,
    "decide": 27,
    "publish_result": 28,
    "implement": 30,
    "supervise": 50,
    "complete": 60,
    "evaluate": 110,
}
"""Days after the end on which each step was taken."""


class Matter(Telling):
    """One short consultation, brought as far as its state."""

    def __init__(self, city: Book, told: dict[str, Any]) -> None:
        super().__init__(city, told, city.people[AUTHOR])
        self.opens_at = city.at(told["opens_day"])
        self.closes_at = city.at(told["closes_day"], 18)
        # asked now: the book cuts moments at the clock, which stands still while the story is told
        self.session_at = city.at(-2, 14)
        self.given: list[Opinion] = []

    def acts(self) -> Iterator[tuple[datetime, Act]]:
        told, state = self.told, self.told["state"]
        announced = min(self.opens_at - timedelta(days=16), self.city.at(-1, 10))
        yield announced - timedelta(hours=20), self.draft
        yield announced, self.publish
        for number, one in enumerate(told["opinions"]):
            yield self.opens_at + timedelta(days=number + 1, hours=number), partial(self.speak, one)
        if told.get("sides"):
            yield self.opens_at + timedelta(days=4, hours=1), self.seat
            yield self.opens_at + timedelta(days=5), self.call
            yield self.session_at - timedelta(minutes=10), self.hold
        if state == "extended":
            yield self.city.at(-2, 11), self.extend
        elif state == "suspended":
            yield self.city.at(-3, 11), self.suspend
        elif state != "announced":
            yield from self.afterwards()

    def afterwards(self) -> Iterator[tuple[datetime, Act]]:
        """The steps after the end, up to the state that is told."""
        steps: dict[str, tuple[State, Act]] = {
            "collate": (State.COLLATING, self.collate),
            "answer": (State.COLLATING, self.answer),
            "deliberate": (State.DELIBERATING, self.deliberate),
            "draft_result": (State.RESULT_DRAFT, self.draft_result),
            "write": (State.RESULT_DRAFT, self.write),
            "give_notice": (State.RESULT_NOTICE, self.give_notice),
            "decide": (State.DECIDED, self.decide),
            "publish_result": (State.ANSWERED, self.publish_result),
            "implement": (State.IMPLEMENTING, self.implement),
            "supervise": (State.IMPLEMENTING, self.supervise),
            "complete": (State.COMPLETED, self.complete),
            "evaluate": (State.EVALUATED, self.evaluate),
        }
        last = stop_of(State(self.told["state"]))
        for name, (state, act) in steps.items():
            if ORDER.index(state) <= last:
                yield self.closes_at + timedelta(days=AFTER_THE_END[name], minutes=5), act

    def draft(self) -> None:
        told = self.told
        self.consultation = drafting.draft(
            self.place,
            brief={
                **{name: told[name] for name in ("kind", "number", "title", "question", "plain", "affected")},
                "background": plain_to_html(told["background"]),
                "organiser": "临河街道办事处",
                "limits": "法律法规已有规定的事项，不在商议范围内。",
                "use": USE,
                "contact": CONTACT,
                "opens_at": self.opens_at,
                "closes_at": self.closes_at,
                "shortened_reason": told.get("shortened", ""),
            },
            options=[Way(title=one) for one in told.get("options", ())],
            text=told.get("text", ""),
            actor=self.author,
        )

    def speak(self, one: dict[str, Any]) -> None:
        self.given.append(self.say(one))

    def seat(self) -> None:
        """The sides and their people; a side nobody speaks for will be missed."""
        told = self.told["sides"]
        stakes = [Stake(name=side["name"], seats=side["seats"]) for side in told]
        seats.set_sides(self.consultation, sides=stakes, actor=self.author)
        for side, row in zip(seats.sides_of(self.consultation), told, strict=True):
            for key in row["people"]:
                one = seats.apply(self.consultation, side=side, actor=self.city.people[key])
                seats.choose(one, chosen=True, actor=self.author)

    def call(self) -> None:
        """A session two days before today, with its paper in time."""
        starts_at = self.session_at
        meeting = meetings.call(
            body(self.consultation),
            kind=MeetingKind.SESSION,
            title=f"{self.told['title']}（圆桌会）",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            venue="新开路16号议事角",
            public=True,
            chair_id=self.issuer.id,
            secretary_id=self.author.id,
            points=[meetings.Point(title="各方说明情况"), meetings.Point(title="逐条商量")],
            actor=self.author,
        )
        papers.post_record(
            self.consultation,
            kind=RecordKind.SESSION_PAPER,
            title="早市摊位分布和意见归并",
            text="摊位六十二个；意见归并为收摊时间、摆放位置、保洁三类。",
            meeting=meeting,
            actor=self.author,
        )

    def hold(self) -> None:
        [meeting] = meetings_of(self.consultation.id)
        meetings.open_meeting(meeting, actor=self.issuer)
        here = meeting_queries.voting_seats(meeting)
        meetings.take_down(meeting, seats=here, actor=self.author)
        meetings.close(meeting, actor=self.issuer)

    def answer(self) -> None:
        if self.given:
            answering.answer(
                self.consultation,
                opinions=self.given,
                disposition=Disposition.PARTLY,
                title=self.told["question"][:40],
                reason=REPLY,
                unit="临河街道办事处",
                actor=self.author,
            )

    def deliberate(self) -> None:
        concluding.deliberate(self.consultation, actor=self.author)

    def draft_result(self) -> None:
        concluding.draft_result(self.consultation, actor=self.author)

    def write(self) -> None:
        concluding.write_result(
            self.consultation,
            text=plain_to_html(self.told["result"]),
            consensus=Consensus(self.told["consensus"]),
            differences=self.told.get("differences", ""),
            actor=self.author,
        )

    def give_notice(self) -> None:
        concluding.give_notice(self.consultation, actor=self.issuer)

    def decide(self) -> None:
        how = {"referred": "refer", "not_agreed": "disagree"}.get(self.told["state"], "decide")
        concluding.decide(
            self.consultation,
            how=how,
            reason=self.told["decision"],
            body=self.told["body"],
            actor=self.issuer,
        )

    def implement(self) -> None:
        concluding.implement(self.consultation, actor=self.author)

    def supervise(self) -> None:
        if self.told["state"] == "supervised":
            concluding.supervise(self.consultation, reason=self.told["slow"], actor=self.issuer)

    def complete(self) -> None:
        concluding.complete(self.consultation, reason=self.told["done"], actor=self.author)

    def evaluate(self) -> None:
        concluding.evaluate(self.consultation, reason=self.told["look_back"], actor=self.author)

    def extend(self) -> None:
        later = self.closes_at + timedelta(days=10)
        pausing.extend(self.consultation, closes_at=later, reason=self.told["because"], actor=self.issuer)

    def suspend(self) -> None:
        pausing.suspend(self.consultation, reason=self.told["because"], actor=self.issuer)
