"""A vote on a written roll: the roll, the papers typed in so far, and who stands for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from portal.ballots import queries as ballots
from portal.ballots import services as voting
from portal.ballots.rules import numbers_in
from portal.ballots.states import Channel
from portal.conventions.demo.pictures import picture
from portal.core import clock
from portal.files.services import upload

if TYPE_CHECKING:
    from portal.conventions.demo.story import Act, Story


class Rolls:
    """Nothing happens in a story that tells of no roll."""

    def __init__(self, story: Story) -> None:
        self.story, self.told = story, story.told

    def keep(self) -> None:
        """The roll, before the vote is called."""
        told = self.told.get("roll")
        if told is None:
            return
        convention = self.story.convention
        roll = voting.begin_roll(
            ("convention", convention.id),
            path=convention.path,
            title=convention.title,
            place=convention.place,
            kind=ballots.kind_of(ballots.adoption_rule(convention.rule_key)),
        )
        voting.keep_lines(roll, text=told["table"], actor=self.story.city.people[told["kept_by"]])

    def acts(self) -> Iterator[tuple[datetime, Act]]:
        for one in self.told.get("proxy", ()):
            yield self.story.at(one["day"], 11), partial(self.name_proxy, one)
        if paper := self.told.get("paper"):
            yield self.story.at(paper["day"], 19), partial(self.type_in, paper)

    def name_proxy(self, one: dict[str, Any]) -> None:
        people, ballot = self.story.city.people, self.story.ballot()
        clerk = people[self.told["roll"]["kept_by"]]
        line = ballots.voter_of(ballot, people[one["of"]])
        voting.name_proxy(
            ballot,
            number=(line.number or 0) if line else 0,
            holder="",
            account=people[one["holder"]].username,
            papers=[upload(clerk, sent=picture("委托书"), actor=clerk)],
            actor=clerk,
        )

    def type_in(self, paper: dict[str, Any]) -> None:
        people, ballot = self.story.city.people, self.story.ballot()
        typist, checker = people[paper["typed_by"]], people[paper["confirmed_by"]]
        taken = {line.number for line in ballots.roll_lines(ballot) if line.channel}
        typed = {choice: self.free(paper[choice], taken) for choice in ("for", "against")}
        received = {"channel": Channel.PAPER, "received_on": clock.today(), "actor": typist}
        for entry in voting.type_in(ballot, numbers=typed, **received):
            voting.confirm(entry, actor=checker)
        voting.type_in(ballot, numbers={"for": self.free(paper["waiting"], taken)}, **received)

    @staticmethod
    def free(listed: str, taken: set[int | None]) -> list[int]:
        """Without those who have voted online already."""
        return [number for number in numbers_in(listed) if number not in taken]
