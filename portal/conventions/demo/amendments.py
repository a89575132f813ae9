"""The amendments of the demo city, proposed, supported, discussed and decided on through the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from portal.conventions import queries, services
from portal.conventions.models import Amendment, Clause, Convention
from portal.conventions.services import NewClause
from portal.conventions.states import Modality
from portal.conventions.states.amendments import Action
from portal.core import clock
from portal.core.language import Bitext
from portal.demo_data.book import Book

Act = Callable[[], object]


def load(city: Book, conventions: dict[str, Convention]) -> None:
    told = city.toml("amendments")["amendment"]
    texts = {
        key: queries.clauses_of(base)
        for key in {one["convention"] for one in told}
        if (base := queries.newest_fixed(conventions[key])) is not None
    }
    proposals = [
        Proposal(city, one, conventions[one["convention"]], texts[one["convention"]]) for one in told
    ]
    acts = [act for one in proposals for act in one.acts()]
    for moment, act in sorted(acts, key=lambda a: a[0]):
        with clock.stopped_at(moment):
            act()


class Proposal:
    """One amendment: what happened to it, when, and who did it."""

    def __init__(self, city: Book, told: dict[str, Any], convention: Convention, clauses: Any) -> None:
        self.city, self.told, self.convention = city, told, convention
        self.clauses: dict[int, Clause] = {clause.number: clause for clause in clauses}
        self.amendment: Amendment

    def acts(self) -> Iterator[tuple[datetime, Act]]:
        day, minute = self.told["day"], self.told["clause" if "clause" in self.told else "after"]
        yield self.city.at(day, 12, minute), self.propose
        for n, who in enumerate(self.told.get("support", ())):
            yield self.city.at(day + 1, 13, n), partial(self.support, who)
        for n, said in enumerate(self.told.get("remarks", ())):
            yield self.city.at(said["day"], 19, n), partial(self.remark, said)
        if "outcome" in self.told:
            yield self.city.at(self.told["decided"], 16, minute), getattr(self, self.told["outcome"])

    def person(self, key: str) -> Any:
        return self.city.people[key]

    def key_of(self, number: int) -> str:
        return self.clauses[number].key if number else ""

    def propose(self) -> None:
        told = self.told
        action = Action(told["action"])
        self.amendment = services.propose(
            self.convention,
            action=action,
            key=self.key_of(told.get("clause", 0)),
            after=self.key_of(told.get("after", 0)),
            new=self.wanted(action),
            reason=told["reason"],
            actor=self.person(told["by"]),
        )

    def wanted(self, action: Action) -> NewClause | None:
        told = self.told
        if action is Action.ADD:
            return NewClause(
                text=told["text"],
                heading=told["heading"],
                modality=Modality(told["modality"]),
                subject=told["subject"],
            )
        return self.replaced(told["replace"]) if action is Action.CHANGE else None

    def replaced(self, pairs: list[tuple[str, str]]) -> NewClause:
        clause = self.clauses[self.told["clause"]]
        text = clause.text.original
        for old, new in pairs:
            if old not in text:
                raise LookupError(f"{self.told['convention']}: {old} is not in clause {clause.number}")
            text = text.replace(old, new)
        return NewClause(
            text=Bitext.of(text, clause.text.script),
            heading=clause.heading,
            chapter=clause.chapter,
            explanation=clause.explanation,
            modality=clause.modality,
            subject=clause.subject,
            sources=clause.sources,
        )

    def support(self, who: str) -> None:
        services.support(self.amendment, wanted=True, actor=self.person(who))

    def remark(self, said: dict[str, Any]) -> None:
        services.discuss(self.amendment, text=said["text"], actor=self.person(said["by"]))

    def trial(self) -> queries.Trial:
        version = queries.current_version(self.convention)
        return queries.Desk(self.convention, version, [self.amendment]).trial(self.amendment)

    def accepted(self) -> None:
        seen = self.trial().seen
        services.accept(self.amendment, seen=seen, actor=self.person(self.told["decided_by"]))

    def merged(self) -> None:
        services.merge_by_hand(
            self.amendment,
            seen=queries.digest(self.trial().ours.get(self.amendment.clause_key)),
            reason=self.told["decision"],
            new=self.replaced(self.told["merged"]),
            actor=self.person(self.told["decided_by"]),
        )

    def rejected(self) -> None:
        reason, actor = self.told["decision"], self.person(self.told["decided_by"])
        services.reject(self.amendment, reason=reason, actor=actor)

    def withdrawn(self) -> None:
        services.withdraw_amendment(self.amendment, actor=self.amendment.author)
