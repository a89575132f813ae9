"""A consultation that a file tells: what happened, when, and who did it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from portal.accounts.models import User
from portal.ballots import queries as ballots
from portal.ballots import services as voting
from portal.ballots.models import Ballot
from portal.ballots.states import Method
from portal.consultations.demo.pictures import plan
from portal.consultations.demo.telling import Act, Telling
from portal.consultations.models import ConsultationRecord, Opinion
from portal.consultations.services import answering, collating, drafting, organising, papers, speaking
from portal.consultations.services.drafting import Question, Way
from portal.consultations.states import Channel, Disposition, Leaning, RecordKind, Stance
from portal.core.permissions import can
from portal.core.richtext import plain_to_html
from portal.demo_data.book import Book
from portal.files.services import upload

TEXTS = ("kind", "title", "organiser", "question", "plain", "limits", "use", "contact", "number")


class Story(Telling):
    """One file: what happened, when, and who did it."""

    def __init__(self, city: Book, told: dict[str, Any]) -> None:
        super().__init__(city, told, city.people[told["author"]])
        self.alliance = next((found for key in told["partners"] if (found := alliance_of(city, key))), None)
        # asked now: the book cuts moments at the clock, which stands still while the story is told
        self.opens_at, self.closes_at = self.at("opens_day"), self.at("closes_day", *closing(told))
        self.opinions: dict[int, Opinion] = {}
        self.map: ConsultationRecord | None = None

    def at(self, name: str, hour: int = 9, minute: int = 0) -> datetime:
        return self.city.at(self.told[name], hour, minute)

    def acts(self) -> Iterator[tuple[datetime, Act]]:
        """Everything that happened, each with its moment; before today only."""
        told = self.told
        yield self.at("created_day"), self.draft
        if told["state"] == "preparing":
            return
        yield self.at("announced_day", 10), self.publish
        if "map" in told:
            yield self.at("announced_day", 11), self.draw
        for one in told["opinions"]:
            yield self.city.at(one["day"], 10 + one["no"] % 9, one["no"] % 60), partial(self.speak, one)
            yield self.city.at(one["day"], 19, one["no"] % 60), partial(self.second, one)
            if hidden := one.get("hidden"):
                yield self.city.at(hidden["day"], 22), partial(self.hide, one["no"], hidden["reason"])
            if restored := one.get("restored"):
                yield self.city.at(restored["day"], 22, 30), partial(self.restore, one["no"])
        for number, vote in enumerate(told.get("votes", ())):
            yield self.city.at(min(vote["opens_day"] + 1, -1), 20), partial(self.vote, number, vote)
        if told["state"] == "withdrawn":
            yield self.city.at(told["withdrawn"]["day"], 23), self.withdraw
        elif told["closes_day"] < 0:
            yield self.closes_at + timedelta(minutes=2), self.count_votes
        if "revised" in told:
            yield self.at("revised_day", 14), self.revise
        yield from self.answers()

    def revise(self) -> None:
        """The text as it reads after the opinions, beside the one they were about."""
        papers.revise_text(
            self.consultation,
            text=self.told["revised"],
            reason=self.told["revised_reason"],
            actor=self.author,
        )

    def answers(self) -> Iterator[tuple[datetime, Act]]:
        told = self.told
        if told["state"] not in {"collating", "answered", "archived"}:
            return
        yield self.city.at(told["closes_day"] + 1), self.collate
        for one in told.get("dispositions", ()):
            yield self.city.at(one["day"], 11), partial(self.answer, one)
        if told["state"] in {"answered", "archived"}:
            yield self.at("result_day", 15), self.publish_result
        if told["state"] == "archived":
            yield self.at("archived_day", 15), self.archive

    def draft(self) -> None:
        told = self.told
        self.consultation = drafting.draft(
            self.place,
            partner=self.alliance,
            brief={
                **{name: told[name] for name in TEXTS},
                "background": plain_to_html(told["background"]),
                "opens_at": self.opens_at,
                "closes_at": self.closes_at,
                "result_on": self.city.on(told["result_day"]) if "result_day" in told else None,
            },
            options=[
                Way(title=o["title"], text=o["text"], cost=o["cost"], affected=o["affected"])
                for o in told["options"]
            ],
            timeline=[(self.city.on(one["day"]), one["text"]) for one in told["timeline"]],
            votes=[
                Question(
                    text=vote["question"],
                    method=vote["method"],
                    max_choices=vote.get("max_choices"),
                    least_level=int(vote["level"][1:]),
                    answers=tuple(vote["choices"]),
                    settings={name: vote[name] for name in ("budget", "costs", "status_quo") if name in vote},
                )
                for vote in told.get("votes", ())
            ],
            text=told.get("text", ""),
            actor=self.author,
        )

    def draw(self) -> None:
        """The plan people point on."""
        file = upload(self.author, sent=plan(), actor=self.author)
        told = self.told["map"]
        self.map = papers.post_record(
            self.consultation,
            kind=RecordKind.PICTURE,
            title=told["title"],
            text=told["text"],
            files=[file],
            actor=self.author,
        )

    def speak(self, one: dict[str, Any]) -> None:
        option = next((o for o in self.consultation.options if o.key == one.get("option")), None)
        square = one.get("square", "")
        about = speaking.About(option=option, picture=self.map if square else None, square=square)
        channel = Channel(one["channel"])
        if channel is Channel.WEB:
            self.opinions[one["no"]] = self.say(one, about=about)
            return
        organising.tell_openings()
        self.opinions[one["no"]] = speaking.record(
            self.consultation,
            channel=channel,
            stance=Stance(one["stance"]),
            text=one["text"],
            about=about,
            author=self.city.people[one["author"]],
            note=one.get("note", ""),
            actor=self.author,
        )

    def second(self, one: dict[str, Any]) -> None:
        """Neighbours in a fixed order, beginning at another one for each opinion."""
        opinion = self.opinions[one["no"]]
        people = citizens(self.city)
        start = one["no"] * 17 % len(people)
        willing = (p for p in [*people[start:], *people[:start]] if p.id != opinion.author_id)
        for person in islice(willing, one["supports"]):
            speaking.support(opinion, wanted=True, actor=person)

    def hide(self, number: int, reason: str) -> None:
        speaking.hide(self.opinions[number], reason=reason, actor=self.issuer)

    def restore(self, number: int) -> None:
        speaking.restore(self.opinions[number], actor=self.issuer)

    def vote(self, number: int, told: dict[str, Any]) -> None:
        """Ballots are kept in the order of the file; those who may not vote at their level stay away."""
        ballot = list(reversed(ballots.ballots_about("consultation", self.consultation.id)))[number]
        keys = dict(zip(told["choices"], (option.key for option in ballot.options), strict=True))
        for cast in told["ballots"]:
            for author in cast["authors"]:
                person = self.city.people[author]
                if can(person, "ballots.cast", ballot):
                    voting.cast(
                        ballot, choices=marked(ballot, [keys[c] for c in cast["choices"]]), actor=person
                    )

    def count_votes(self) -> None:
        for ballot in ballots.ballots_about("consultation", self.consultation.id):
            voting.close(ballot)

    def withdraw(self) -> None:
        organising.withdraw(self.consultation, reason=self.told["withdrawn"]["reason"], actor=self.issuer)

    def answer(self, one: dict[str, Any]) -> None:
        """One by one or, where the file names a theme, as a group."""
        said = [self.opinions[number] for number in one["opinions"]]
        how = {"disposition": Disposition(one["outcome"]), "reason": one["reply"], "unit": one["unit"]}
        if "theme" not in one:
            answering.answer(self.consultation, opinions=said, title=one["title"], actor=self.author, **how)
            return
        cluster = collating.open_cluster(
            self.consultation,
            theme=one["theme"],
            leaning=Leaning(one["leaning"]),
            text=one["argument"],
            opinions=said,
            actor=self.author,
        )
        collating.answer_cluster(cluster, actor=self.author, **how)

    def archive(self) -> None:
        answering.archive(self.consultation, actor=self.author)


def marked(ballot: Ballot, chosen: list[str]) -> list[str]:
    """As `cast` takes them: in a ranking the order of the file is that of the ranks."""
    if ballot.method is not Method.RANKED:
        return chosen
    return [f"{key}={rank}" for rank, key in enumerate(chosen, 1)]


def closing(told: dict[str, Any]) -> tuple[int, int]:
    """The hour that the brief names, which is that of its vote; else the end of the day."""
    hour = min((vote["closes_hour"] for vote in told.get("votes", ())), default=24)
    return (23, 59) if hour == 24 else (hour, 0)


def alliance_of(city: Book, key: str) -> Any:
    """The Nth alliance of the book (`a01`); None in a city whose alliances are not told."""
    told = city.toml("alliances")["alliance"][int(key.removeprefix("a")) - 1]["id"]
    return city.alliances.get(told)


def citizens(city: Book) -> list[User]:
    return [person for key, person in city.people.items() if key[0] in "rm" and key[1:].isdigit()]
