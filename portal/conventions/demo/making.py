"""The steps between the call for opinions and the vote, and between the vote and the publication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from portal.accounts.queries import get_person
from portal.alliances.queries import member_ids
from portal.ballots.queries import adoption_rule
from portal.conventions import queries, services
from portal.conventions.rules.ways import way_of
from portal.conventions.states import Capacity, Force, Kind, State

if TYPE_CHECKING:
    from portal.conventions.demo.story import Act, Story

COUNSEL = "柏清和"
APPROVED = "经逐条审核，内容合法，来源清楚，与上级规定不重复，同意提请表决。"
PAPERS = "表决通过的文本、会议记录、签到表、计票单、审核意见书"
HEARD = (
    {
        "name": COUNSEL,
        "capacity": "legal_counsel",
        "text": "没有设定处罚，写的是提醒和劝导，合法。",
        "answer": "照写。",
    },
    {
        "name": "马素琴",
        "capacity": "women_federation",
        "text": "建议写明男女老少一样有发言权。",
        "answer": "写进序言。",
    },
    {
        "name": "顾长林",
        "capacity": "party_delegate",
        "text": "条文短一点，老人家记得住。",
        "answer": "长句都拆短了。",
    },
)


class Making:
    """Days that a story does not tell fall a few days after one another."""

    def __init__(self, story: Story) -> None:
        self.story, self.told, self.days = story, story.told, story.days
        self.stops = way_of(Kind(story.told["kind"])).stops

    def day(self, name: str, after: int | None) -> int | None:
        """The day of a step: as told; else `after`, where the story went on to a vote and the kind asks for it."""
        told: int | None = self.days.get(name)
        return told if told is not None else after if "vote_from" in self.days else None

    def acts(self) -> Iterator[tuple[datetime, Act]]:
        at = self.story.at
        drafting = self.day("drafting_from", self.after("comment_until", 2, State.DRAFTING))
        hearing = self.day("hearing", self.later(drafting, 2, State.INTERNAL_HEARING))
        handed_in = self.day("handed_in", self.later(hearing or drafting, 2, State.UNDER_REVIEW))
        approved = self.day("approved", self.later(handed_in, 3, State.UNDER_REVIEW))
        if drafting is not None:
            yield at(drafting, 14), self.begin_drafting
        if hearing is not None:
            yield at(hearing, 14), self.hear
        if handed_in is not None:
            yield at(handed_in, 15), self.hand_in
        if handed_in is not None and self.told.get("remark"):
            yield at(handed_in + 1, 10), self.remark
        if "returned" in self.days:
            yield at(self.days["returned"], 16), self.turn_back
        if "handed_in_again" in self.days:
            yield at(self.days["handed_in_again"], 15), self.hand_in_again
        if approved is not None:
            yield at(approved, 16), self.approve
        yield from self.meeting()

    def after(self, name: str, days: int, stop: State) -> int | None:
        return self.days[name] + days if name in self.days and stop in self.stops else None

    def later(self, day: int | None, days: int, stop: State) -> int | None:
        return day + days if day is not None and stop in self.stops else None

    def meeting(self) -> Iterator[tuple[datetime, Act]]:
        day = self.day("meeting", self.after("vote_from", 0, State.MEETING_CALLED))
        if day is None:
            return
        called = self.days.get("meeting_called", day - adoption_rule(self.told["rule"]).notice_days)
        # the book cuts today's moments at now; a meeting may lie ahead
        yield self.story.at(called, 11), partial(self.call_meeting, self.story.at(day, 9))
        talked = self.day("deliberation", day if State.DELIBERATION in self.stops else None)
        if talked is not None:
            yield self.story.at(talked, 8), self.open_deliberation

    def begin_drafting(self) -> None:
        story = self.story
        actor = story.person("drafted_by", "conventions.name_group")
        for one in self.told.get("group") or self.usual_group():
            services.add_to_group(
                story.convention,
                name=one.get("name", ""),
                person=one.get("person") or story.city.people.get(one.get("by", "")),
                capacity=Capacity(one["capacity"]),
                actor=actor,
            )
        actor = story.person("drafted_by", "conventions.begin_drafting")
        services.begin_drafting(story.convention, reason=self.told.get("group_reason", ""), actor=actor)

    def usual_group(self) -> list[dict[str, Any]]:
        """Members of the alliance in the capacities the kind asks for; counsel comes from outside."""
        told = [*self.told.get("ballot", {}).get("for", ()), self.told["drafted_by"]]
        first = [self.story.city.people[name] for name in told]
        others = [get_person(member) for member in member_ids(self.story.alliance.id)]
        people = list(dict.fromkeys(person for person in (*first, *others) if person is not None))
        way = way_of(Kind(self.told["kind"]))
        asked = [
            c for c, least in way.group.items() for _n in range(least) if c is not Capacity.LEGAL_COUNSEL
        ]
        group: list[dict[str, Any]] = [
            {"person": who, "capacity": capacity} for who, capacity in zip(people, asked, strict=False)
        ]
        if Capacity.LEGAL_COUNSEL in way.group:
            group.append({"name": COUNSEL, "capacity": Capacity.LEGAL_COUNSEL})
        return group

    def hear(self) -> None:
        story = self.story
        services.open_hearing(story.convention, actor=story.person("drafted_by", "conventions.open_hearing"))
        actor = story.person("drafted_by", "conventions.record_hearing")
        heard: Sequence[Mapping[str, Any]] = self.told.get("heard") or HEARD
        for one in heard:
            services.record_hearing(
                story.convention,
                name=one["name"],
                capacity=Capacity(one["capacity"]),
                text=one["text"],
                answer=one.get("answer", ""),
                clause_key=self.key(one.get("clause", 0)),
                actor=actor,
            )

    def key(self, number: int) -> str:
        clauses = queries.clauses_of(queries.current_version(self.story.convention))
        return clauses[number - 1].key if number else ""

    def hand_in(self) -> None:
        actor = self.story.person("drafted_by", "conventions.hand_in")
        services.hand_in(self.story.convention, actor=actor)

    def remark(self) -> None:
        story = self.story
        for one in self.told["remark"]:
            services.remark(
                story.convention,
                text=one["text"],
                force=Force(one["force"]),
                clause_key=self.key(one.get("clause", 0)),
                actor=story.person("reviewer", "conventions.remark"),
            )

    def turn_back(self) -> None:
        services.return_text(
            self.story.convention,
            reason=self.told["review"],
            actor=self.story.person("reviewer", "conventions.return_text"),
        )

    def hand_in_again(self) -> None:
        """The remarks have been answered; a reviewer settles them."""
        story = self.story
        answers = {one["text"]: one.get("answer", "") for one in self.told["remark"]}
        for remark in queries.remarks_of(story.convention):
            services.answer_remark(
                remark,
                text=answers[remark.text.source],
                actor=story.person("drafted_by", "conventions.answer_remark"),
            )
        self.hand_in()
        for remark in queries.remarks_of(story.convention):
            services.settle_remark(remark, actor=story.person("reviewer", "conventions.settle_remark"))

    def approve(self) -> None:
        services.approve(
            self.story.convention,
            seen_hash=self.story.exact(),
            opinion=APPROVED,
            actor=self.story.person("reviewer", "conventions.approve"),
        )

    def call_meeting(self, at: datetime) -> None:
        services.call_meeting(
            self.story.convention,
            meeting_at=at,
            meeting_place=self.told.get("meeting_place", "社区会议室"),
            rule_key=self.told["rule"],
            actor=self.story.person("called_by", "conventions.call_meeting"),
        )

    def open_deliberation(self) -> None:
        actor = self.story.person("called_by", "conventions.open_deliberation")
        services.open_deliberation(self.story.convention, actor=actor)

    def filing(self) -> Iterator[tuple[datetime, Act]]:
        if State.FILED not in self.stops:
            return
        published = self.days.get("published")
        end = self.days.get("vote_until", 0)
        filed = self.days.get(
            "filed", end + max(1, (published - end) // 2) if published is not None else None
        )
        if filed is None:
            return
        yield self.story.at(filed, 9, 30), self.file
        if "objected" in self.days:
            yield self.story.at(self.days["objected"], 15), self.object_to
        elif published is not None:
            yield self.story.at(published, 9, 45), self.number

    def file(self) -> None:
        story = self.story
        services.file(
            story.convention,
            office=story.text(self.told["filing_office"]),
            papers_sent=PAPERS,
            record=story.text(self.told.get("record", "")),
            actor=story.person("published_by", "conventions.file"),
        )

    def object_to(self) -> None:
        actor = self.story.person("reviewer", "conventions.object_to_filing")
        services.object_to_filing(self.story.convention, reason=self.told["objection"], actor=actor)

    def number(self) -> None:
        actor = self.story.person("reviewer", "conventions.give_number")
        services.give_number(
            self.story.convention, number=self.story.text(self.told["filing_no"]), actor=actor
        )
