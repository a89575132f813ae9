"""One convention of the demo city: what happened, when, and who did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.queries import get_person, holders
from portal.alliances.queries import officer_ids
from portal.ballots import services as voting
from portal.ballots.models import Ballot
from portal.ballots.queries import adoption_rule
from portal.conventions import queries, services
from portal.conventions.demo.keeping import Keeping
from portal.conventions.demo.making import Making
from portal.conventions.demo.past import put_back
from portal.conventions.demo.rolls import Rolls
from portal.conventions.demo.signing import sign
from portal.conventions.models import Convention, Signature
from portal.conventions.permissions import OFFICERS, REVIEWERS, STREET
from portal.conventions.rules.ways import way_of
from portal.conventions.services import NewClause
from portal.conventions.states import (
    LIFE,
    Channel,
    Disposition,
    Form,
    Kind,
    LinkKind,
    Modality,
    SourceKind,
    Stance,
    State,
)
from portal.core import clock
from portal.core.db import db
from portal.core.language import Bitext, Script
from portal.core.permissions import can
from portal.demo_data.book import Book
from portal.papers.models import IssuedPaper

Act = Callable[[], object]
ENTERED = -860
"""What is older than the portal was entered on these days, with the dates of its papers."""

DATED = (
    "made_at",
    "comment_from",
    "comment_until",
    "handed_in_at",
    "notice_sent_at",
    "meeting_at",
    "filing_due_on",
    "adopted_on",
    "published_at",
    "signing_from",
    "in_force_on",
)
RECORDED = ("at", "added_at", "sent_at", "decided_at", "settled_at", "heard_on", "due_on")
CALL = "{title}公开征集意见。可以在本站填写，交到社区服务点，在会上说，也可以告诉网格员。每一条意见都会编号，并逐条公布采纳情况。"
ENDS = ("comment_until", "signing_until")


class Story:
    """One file: what happened, when, and who did it."""

    def __init__(self, city: Book, told: dict[str, Any]) -> None:
        self.city, self.told, self.days = city, told, told["days"]
        self.alliance = city.alliances[told["alliance"]]
        self.script = Script.HANT if told["script"] == "hant" else Script.HANS
        self.shift = max(0, ENTERED - self.days["drafted"])
        # asked now: the book cuts moments at the clock, which stands still while the story is told
        self.ends = {name: self.at(self.days[name], 23, 59) for name in ENDS if name in self.days}
        for one in told.get("appraisal", ()):
            self.ends[f"appraisal:{one['until']}"] = city.at(one["until"], 23, 59)
        self.convention: Convention

    def at(self, day: int, hour: int = 9, minute: int = 0) -> datetime:
        return self.city.at(day + self.shift, hour, minute)

    def text(self, words: str) -> Bitext:
        return Bitext.of(words, self.script)

    def person(self, key: str, permission: str) -> User:
        """Who did it; where they held no office yet in the portal's own time, somebody who did."""
        wanted: User | None = self.city.people.get(self.told.get(key, ""))
        place = self.alliance.place
        others = [*officer_ids(self.alliance.id, OFFICERS), *holders((*STREET, *REVIEWERS), place)]
        for person in (wanted, *map(get_person, others)):
            if person is not None:
                forget_offices(person)
                if can(person, permission, self.convention):
                    return person
        raise LookupError(f"{self.told['id']}: nobody may {permission}")

    def acts(self) -> Iterator[tuple[datetime, Act]]:
        """What happened, day by day: the steps of the kind's way fall between the days that are told."""
        days, made = self.days, Making(self)
        yield self.at(days["drafted"]), self.draft
        if "comment_from" in days:
            yield self.at(days["comment_from"]), self.open_gathering
            for one in self.told.get("opinion", ()):
                moment = self.at(one["day"], 9 + one["no"] % 10, one["no"] % 60)
                yield max(moment, self.at(days["comment_from"], 9, 1)), partial(self.comment, one)
                if "disposition" in one:
                    yield self.at(days["comment_until"] + 1, 10, one["no"] % 60), partial(self.answer, one)
        yield from made.acts()
        if "vote_from" in days:
            yield from self.votes()
        yield from made.filing()
        if "published" in days:
            yield self.at(days["published"], 10), self.publish
        if "signing_from" in days:
            yield self.at(days["signing_from"], 11), self.open_signing
            for n, one in enumerate(self.told.get("signature", ())):
                yield self.at(one["day"], 12 + n % 9, n % 60), partial(sign, self, one)
        if "in_force_from" in days:
            yield self.at(days["in_force_from"], 8), self.put_in_force
        yield from Keeping(self).acts()
        if "repealed" in days:
            yield self.city.at(days["repealed"], 7), self.repeal

    def votes(self) -> Iterator[tuple[datetime, Act]]:
        first, last = self.days["vote_from"], self.days["vote_until"]
        # the book cuts today's moments at now; the end of a running vote lies ahead
        opens, closes = self.at(first, 9), self.at(last, 21)
        called = first if self.meets else first - adoption_rule(self.told["rule"]).notice_days
        yield min(self.at(called, 8, 30), opens), partial(self.call, opens, closes)
        spread = max(1, min(last + self.shift, 0) - first - self.shift)
        choices = [(who, choice) for choice, people in self.told["ballot"].items() for who in people]
        for n, (who, choice) in enumerate(choices):
            yield self.at(first + n % spread, 10 + n % 9, n % 60), partial(self.vote, who, choice)
        yield from Rolls(self).acts()
        if last + self.shift < 0:
            yield closes + timedelta(minutes=5), lambda: voting.close(self.ballot())

    @property
    def meets(self) -> bool:
        return State.MEETING_CALLED in way_of(Kind(self.told["kind"])).stops

    def draft(self) -> None:
        told = self.told
        self.convention = services.draft(
            self.alliance,
            kind=Kind(told["kind"]),
            form=Form(told["form"]),
            title=self.text(told["title"]),
            summary=self.text(told["summary"]),
            preamble=self.text(told.get("preamble", "")),
            clauses=[self.clause(one) for one in told["clause"]],
            rule_key=told["rule"],
            actor=self.city.people[told["drafted_by"]],
        )
        if verse := self.told.get("verse"):
            keys = [c.key for c in queries.clauses_of(queries.current_version(self.convention))]
            lines = [(self.text(v["text"]), [keys[n - 1] for n in v["clauses"]]) for v in verse]
            services.write_verse(self.convention, lines=lines, actor=self.city.people[told["drafted_by"]])
        if "comment_from" not in self.days:
            return
        services.submit(self.convention, actor=self.city.people[told["drafted_by"]])

    def clause(self, one: dict[str, Any]) -> NewClause:
        return NewClause(
            text=self.text(one["text"]),
            chapter=self.text(one.get("chapter", "")),
            heading=self.text(one.get("heading", "")),
            explanation=self.text(one.get("explanation", "")),
            modality=Modality(one["modality"]),
            subject=self.text(one.get("subject", "")),
            sources=[
                {"kind": SourceKind(s["kind"]), "text": self.text(s["text"]).to_json()}
                for s in one.get("sources", ())
            ],
            links=[
                {"kind": LinkKind(k["kind"]), "ref": k["ref"], "text": self.text(k["text"]).to_json()}
                for k in one.get("links", ())
            ],
        )

    def exact(self) -> str:
        version = queries.current_version(self.convention)
        return queries.signed_text(version, queries.clauses_of(version))[1]

    def open_gathering(self) -> None:
        services.open_gathering(
            self.convention,
            until=self.ends["comment_until"],
            seen_hash=self.exact(),
            call_text=self.text(self.told.get("notice") or CALL.format(title=self.told["title"])),
            channels=[Channel.PAPER, Channel.MEETING, Channel.VISIT],
            actor=self.person("reviewed_by", "conventions.open_gathering"),
        )

    def comment(self, one: dict[str, Any]) -> None:
        clauses = queries.clauses_of(queries.current_version(self.convention))
        number = one.get("clause", 0)
        services.comment(
            self.convention,
            text=one["text"],
            stance=Stance(one["stance"]),
            clause_key=clauses[number - 1].key if number else "",
            channel=Channel(one["channel"]),
            actor=self.city.people[one["by"]],
        )

    def answer(self, one: dict[str, Any]) -> None:
        services.answer(
            self.convention,
            number=one["no"],
            disposition=Disposition(one["disposition"]),
            reply=one["reply"],
            actor=self.person("drafted_by", "conventions.answer"),
        )

    def call(self, opens: datetime, closes: datetime) -> None:
        Rolls(self).keep()
        actor = self.person("drafted_by", "conventions.open_vote")
        services.open_vote(self.convention, opens_at=opens, closes_at=closes, actor=actor)

    def ballot(self) -> Ballot:
        return db.session.get_one(Ballot, self.convention.ballot_id)

    def vote(self, who: str, choice: str) -> None:
        """Liaisons and observers of the alliance stand on no roll."""
        person, ballot = self.city.people[who], self.ballot()
        if can(person, "ballots.cast", ballot):
            voting.cast(ballot, choices=[choice], actor=person)

    def publish(self) -> None:
        services.publish(
            self.convention,
            filing_no=self.text(self.told.get("filing_no", "")),
            filing_office=self.text(self.told.get("filing_office", "")),
            record=self.text(self.told.get("record", "")),
            actor=self.person("published_by", "conventions.publish"),
        )

    def open_signing(self) -> None:
        services.open_signing(
            self.convention,
            until=self.ends.get("signing_until"),
            actor=self.person("published_by", "conventions.open_signing"),
        )

    def put_in_force(self) -> None:
        actor = self.person("published_by", "conventions.put_in_force")
        services.put_in_force(self.convention, actor=actor)
        if way_of(self.convention.kind).signs:
            services.renew(self.convention, until=clock.today() + timedelta(days=3 * 365), actor=actor)

    def repeal(self) -> None:
        actor = self.person("published_by", "conventions.repeal")
        services.repeal(self.convention, reason=self.told["reason"], actor=actor)

    def records(self) -> list[Any]:
        found = self.convention
        return [
            *queries.group_of(found),
            *queries.hearing_of(found),
            *queries.reviews_of(found),
            *queries.remarks_of(found),
            *queries.filings_of(found),
        ]

    def date_back(self) -> None:
        """What is older than the portal shows the dates of its papers; the audit keeps the day it was entered."""
        if not self.shift:
            return
        back, found = timedelta(days=self.shift), self.convention
        put_back(found, DATED, back)
        for record in self.records():
            put_back(record, RECORDED, back)
        for row in LIFE.history(found):
            if row.step != "repeal":
                row.at -= back
        for version in queries.versions_of(found):
            put_back(version, ("frozen_at", "made_at"), back)
        signed = db.session.scalars(select(Signature).where(Signature.convention_id == found.id)).all()
        for signature in signed:
            signature.signed_at -= back
        for paper in db.session.scalars(select(IssuedPaper).where(IssuedPaper.path == found.path)):
            paper.issued_at -= back
        ballot = self.ballot()
        put_back(ballot, ("opens_at", "closes_at", "closed_at", "made_at"), back)


def forget_offices(person: User) -> None:
    """What somebody holds is looked up once for each request; here the years go by in one."""
    for name in ("_roles", "_offices", "_alliances"):
        person.__dict__.pop(name, None)
