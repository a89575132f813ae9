"""Reminders of the demo city, each with its whole procedure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.core import clock
from portal.honor import queries, services
from portal.honor.demo.story import Act, Boards, Story
from portal.honor.models import LegalBasis
from portal.honor.rules import Severity, published_bounds
from portal.honor.states import ANSWERABLE, BasisKind, Method, Polarity, Scope

STATEMENT_DAYS = 5
RIGHTS = "有权在陈述申辩期内口头或者书面陈述和申辩，可以委托他人代为提出；要求听证的，可以在收到后五个工作日内提出。"
METHODS = (
    ("邮寄", Method.BY_POST),
    ("张贴", Method.POSTED_UP),
    ("直接", Method.IN_PERSON),
    ("当面", Method.IN_PERSON),
)


class Reminder(Story):
    """Two checks, notice, statement, findings, decision, publication, and how it ended."""

    def __init__(
        self, city: Any, row: dict[str, Any], boards: Boards, grounds: dict[tuple[str, str], LegalBasis]
    ) -> None:
        super().__init__(city, row, boards)
        self.grounds = grounds

    def acts(self) -> Iterator[Act]:
        row = self.row
        yield row["nominated"]["day"], self.propose
        for number, given in enumerate(row.get("checks", ())):
            yield given["day"], lambda n=number, g=given: self.check(n, g)  # type: ignore[misc]
        if "notice" not in row:
            return
        day = row["notice"]["day"]
        yield day, self.serve
        for told in row["statements"]:
            yield max(told["day"], day), lambda told=told: self.say(told)  # type: ignore[misc]
        if "decision" in row:
            yield from self.decided(
                max(row["notice"]["statement_until"], self.working_days_after(day, STATEMENT_DAYS))
            )

    def decided(self, heard_until: int) -> Iterator[Act]:
        row = self.row
        yield heard_until + 1, self.consider
        day = max(row["decision"]["day"], heard_until + 1)
        yield day, self.decide
        day = max(row["publish_from"], day + 1)
        yield day, self.publish
        if "objection" in row:
            yield max(row["objection"]["day"], day + 1), self.object
        if "repair" in row:
            yield max(row["repair"]["asked_day"], day + 1), self.ask_repair
            yield max(row["repair"]["checked_day"], day + 2), self.close_repair
        if "withdrawn" in row:
            yield max(row["withdrawn"]["day"], day + 1), self.withdraw

    @property
    def alliance(self) -> Alliance | None:
        key = self.row.get("alliance")
        return self.city.alliances[key] if key else None

    @property
    def bases(self) -> list[LegalBasis]:
        named = [(given["instrument"], given["article"]) for given in self.row["legal_basis"]]
        return [self.grounds[key] for key in named if key in self.grounds]

    @property
    def severity(self) -> Severity:
        by_law = any(basis.kind is BasisKind.LAW for basis in self.bases)
        return Severity(self.row["severity"]) if by_law else Severity.OWN

    @property
    def days(self) -> int:
        """The term of the book, inside the bounds of this time of the year."""
        if "publish_until" not in self.row:
            return self.within(30)
        return self.within(self.row["publish_until"] - self.row["publish_from"] + 1)

    def within(self, days: int) -> int:
        bounds, today = published_bounds(), clock.today()
        first = bounds.earliest_end(self.severity, today)
        last = bounds.latest_end(self.severity, today)
        least = 92 if first > today else 1
        return max(least, min(days, (last - today).days + 1))

    @property
    def concerned(self) -> User | None:
        if self.subject_type not in ANSWERABLE:
            return None
        signs = [shop for sign, shop in self.by_sign.items() if f"“{sign}”" in self.row["subject"]]
        key = signs[0].get("holder") if signs else None
        return self.holder or (self.person(key) if key else None)

    def propose(self) -> None:
        row = self.row
        actor = self.person(row["nominated"]["by"])
        self.made = services.nominate(
            self.boards.of(Polarity.BLACK, self.place, self.alliance),
            subject_type=self.subject_type,
            subject=self.text(row["subject"]),
            facts=self.text(row["facts"]),
            source=self.source,
            holder=self.concerned,
            place=self.place,
            behaviour=self.text(row["behaviour"]),
            place_text=self.text(row["place_text"]),
            occurred=(self.city.on(row["occurred"][0]), self.city.on(row["occurred"][1])),
            severity=self.severity,
            scope=Scope(row["scope"]),
            bases=self.bases,
            correction=self.text(row["correction"]),
            remedy=self.text(row["remedy"]),
            uscc=row.get("uscc", ""),
            actor=actor,
        )
        for piece in row["evidence"]:
            taken = min(self.city.on(piece["day"]), clock.today())
            services.add_evidence(
                self.made, kind=piece["kind"], text=piece["text"], taken_on=taken, actor=actor
            )

    def check(self, number: int, given: dict[str, Any]) -> None:
        step = services.check_again if number else services.check_evidence
        step(
            self.entry,
            finding=given["finding"],
            no_minor=True,
            signed_convention=True,
            actor=self.person(given["by"]),
        )

    @property
    def handler(self) -> User:
        return self.person(self.row.get("decision", {}).get("handler") or self.row["checks"][0]["by"])

    def serve(self) -> None:
        given = self.row["notice"]
        least = self.city.today + timedelta(days=self.working_days_after(given["day"], STATEMENT_DAYS))
        services.serve_notice(
            self.entry,
            method=next((m for word, m in METHODS if word in given["method"]), Method.IN_PERSON),
            service_note=f"{given['method']}。{given['text']}",
            rights=RIGHTS,
            days=max(self.days, self.within(given.get("days", self.days))),
            statement_until=max(self.city.on(given["statement_until"]), least),
            actor=self.handler,
        )

    def say(self, told: dict[str, Any]) -> None:
        points = [argument["claim"] for argument in told["argument"]] or [told["text"]]
        services.give_statement(self.entry, text=told["text"], points=points, actor=self.handler)

    def consider(self) -> None:
        told = {a["claim"]: a for said in self.row["statements"] for a in said["argument"]}
        waiting = queries.unanswered(self.entry)
        found = {a.id: (told[a.claim.hans]["accepted"], told[a.claim.hans]["finding"]) for a in waiting}
        services.consider(self.entry, findings=found, actor=self.handler)

    def decide(self) -> None:
        given = self.row["decision"]
        services.draft_decision(
            self.entry,
            text=given["text"],
            days=self.days,
            scope=Scope(self.row["scope"]),
            severity=self.severity,
            penalty="处罚" in given["text"],
            actor=self.handler,
        )
        services.sign_decision(self.entry, actor=self.person(given["signer"]))

    def publish(self) -> None:
        services.publish_reminder(self.entry, actor=self.person(self.row["decision"]["signer"]))

    def object(self) -> None:
        given = self.row["objection"]
        services.make_objection(self.entry, text=given["text"], actor=self.person(given["by"]))

    def ask_repair(self) -> None:
        text = self.row["repair"]["text"]
        services.ask_repair(self.entry, text=text, pledge=True, actor=self.concerned or self.handler)

    def close_repair(self) -> None:
        given = self.row["repair"]
        services.close_repair(
            self.entry, granted=True, finding=given["result"], actor=self.person(given["by"][0])
        )

    def withdraw(self) -> None:
        given = self.row["withdrawn"]
        services.withdraw(self.entry, reason=given["reason"], actor=self.person(given["signer"]))
