"""The programmes of the demo city: prepared by an editor, called by the issuer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

from portal.ballots.queries import ballots_about
from portal.ballots.services import cast
from portal.core.language import Bitext
from portal.core.permissions import can
from portal.honor import services
from portal.honor.demo.story import Act, Boards
from portal.honor.models import Programme
from portal.honor.rules import DataSource, ProgrammeKind
from portal.honor.states import Polarity


class Programmes:
    """By their ids in the book; each has the candidates whose rows name it."""

    def __init__(self, city: Any, boards: Boards) -> None:
        self.city, self.boards = city, boards
        self.rows = {row["id"]: row for row in city.toml("honor")["programmes"]}
        self.made: dict[str, Programme] = {}

    def acts(self) -> Iterator[Act]:
        for row in self.rows.values():
            yield row["prepared"]["day"], partial(self.prepare, row)
            if "called" in row:
                yield row["called"]["day"], partial(self.call, row)
            if "jury" in row:
                yield row["jury"]["day"], partial(self.name_jury, row)
            if "vote" in row:
                yield row["vote"]["day"], partial(self.call_vote, row)
                yield row["vote"]["day"] + 1, partial(self.cast, row)

    def prepare(self, row: dict[str, Any]) -> None:
        editor = self.city.people[row["prepared"]["by"]]
        programme = services.open_programme(
            self.boards.of(Polarity.RED, self.city.places[row["home"]]),
            kind=ProgrammeKind(row["kind"]),
            name=Bitext.of(row["name"]),
            purpose=Bitext.of(row["purpose"]),
            cycle_months=row["cycle_months"],
            term_months=row["term_months"],
            approval_no=row.get("approval_no", ""),
            actor=editor,
        )
        for given in row["criteria"]:
            services.add_criterion(
                programme,
                name=Bitext.of(given["name"]),
                weight=given["weight"],
                source=DataSource(given["source"]),
                figure=given.get("figure", ""),
                actor=editor,
            )
        self.made[row["id"]] = programme

    def call(self, row: dict[str, Any]) -> None:
        days = row["called"]["from"], row["called"]["until"]
        services.call_programme(
            self.made[row["id"]],
            call=(self.city.on(days[0]), self.city.on(days[1])),
            actor=self.city.people[row["called"]["by"]],
        )

    def name_jury(self, row: dict[str, Any]) -> None:
        given, people = row["jury"], self.city.people
        for key in given["members"]:
            services.name_juror(self.made[row["id"]], person=people[key], actor=people[given["by"]])

    def call_vote(self, row: dict[str, Any]) -> None:
        given = row["vote"]
        services.call_vote(
            self.made[row["id"]],
            last_day=self.city.on(given["until"]),
            actor=self.city.people[given["by"]],
        )

    def cast(self, row: dict[str, Any]) -> None:
        """Some residents of the place; every third of them approves of all."""
        ballot = ballots_about("honor_programme", self.made[row["id"]].id)[0]
        keys = [option.key for option in ballot.options if option.ref_id is not None]
        able = (person for person in self.city.people.values() if can(person, "ballots.cast", ballot))
        for number, person in enumerate(islice(able, row["vote"]["voters"])):
            chosen = keys if number % 3 == 0 else [keys[number % len(keys)]]
            cast(ballot, choices=chosen, actor=person)
