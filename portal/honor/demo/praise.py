"""Praise of the demo city."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from portal.demo_data.drawing import street
from portal.files.services import upload
from portal.honor import services
from portal.honor.demo.programmes import Programmes
from portal.honor.demo.story import Act, Boards, Story
from portal.honor.models import Candidacy
from portal.honor.queries.programmes import candidacy_of
from portal.honor.queries.record import record_of
from portal.honor.states import ASKED, Polarity

NOTICE_DAYS = 5


class Praise(Story):
    """Proposed, checked, agreed to, announced, published: as far as the book tells."""

    def __init__(self, city: Any, row: dict[str, Any], boards: Boards, programmes: Programmes) -> None:
        super().__init__(city, row, boards)
        self.programmes = programmes

    def acts(self) -> Iterator[Act]:
        row = self.row
        yield row["nominated"]["day"], self.propose
        if "checked" in row:
            yield row["checked"]["day"], self.check
        if "scored" in row:
            yield row["scored"]["day"], self.score
            yield row["jury"]["day"], self.decide
        for said in row.get("marks", ()):
            yield said["day"], partial(self.judge, said)
        if "consent" in row:
            yield row["consent"]["day"], self.answer
        if "dropped" in row:
            yield row["dropped"]["day"], self.drop
        yield from self.in_public()

    def in_public(self) -> Iterator[Act]:
        row = self.row
        if "notice" not in row:
            return
        yield row["notice"]["from"], self.announce
        for told in row.get("objections", ()):
            yield told["day"], partial(self.object, told)
        if "published" in row:
            over = self.working_days_after(row["notice"]["from"], NOTICE_DAYS)
            day = max(row["published"]["day"], over + 1)
            yield day, self.publish
            if "spot_check" in row:
                yield row["spot_check"]["day"], self.look_again
            if "revoked" in row:
                yield max(row["revoked"]["day"], day + 1), self.revoke

    def propose(self) -> None:
        row = self.row
        given: dict[str, Any] = {
            "subject_type": self.subject_type,
            "subject": self.text(row["subject"]),
            "facts": self.text(row["deed"]),
            "source": self.source,
            "holder": self.holder if self.subject_type in ASKED or "consent" in row else None,
            "place": self.place,
            "actor": self.person(row["nominated"]["by"]),
        }
        if "programme" in row:
            self.made = services.stand(self.programmes.made[row["programme"]], **given).entry
        else:
            self.made = services.nominate(self.boards.of(Polarity.RED, self.place), **given)

        if "picture" in row:
            by, words = self.person(row["nominated"]["by"]), row["picture"]
            services.add_evidence(
                self.entry,
                kind="photo",
                text=words,
                files=[upload(by, sent=street(words), actor=by)],
                actor=by,
            )

    def check(self) -> None:
        given = self.row["checked"]
        services.check_praise(
            self.entry, finding=given["finding"], no_minor=True, actor=self.person(given["by"][0])
        )

    @property
    def candidacy(self) -> Candidacy:
        found = candidacy_of(self.entry.id)
        if found is None:
            raise LookupError("the entry stands for no title")
        return found

    def score(self) -> None:
        given, candidacy = self.row["scored"], self.candidacy
        points = zip(candidacy.programme.criteria, given["points"], given["grounds"], strict=True)
        services.score(
            candidacy,
            points={criterion.id: (number, ground) for criterion, number, ground in points},
            actor=self.person(given["by"]),
        )

    def decide(self) -> None:
        given = self.row["jury"]
        services.decide_jury(
            self.candidacy,
            admitted=given["admitted"],
            finding=given["finding"],
            actor=self.person(given["by"]),
        )

    def judge(self, said: dict[str, Any]) -> None:
        services.mark(
            self.candidacy, admits=said["admits"], reason=said["reason"], actor=self.person(said["by"])
        )

    def look_again(self) -> None:
        given = self.row["spot_check"]
        services.check_title(
            self.candidacy, holds=given["holds"], finding=given["finding"], actor=self.person(given["by"])
        )

    def answer(self) -> None:
        given, holder = self.row["consent"], self.entry.holder
        if holder is None or not self.entry.needs_consent:
            return
        if given["given"]:
            services.consent(self.entry, actor=holder)
        else:
            services.decline(self.entry, reason=given.get("note", ""), actor=holder)

    def drop(self) -> None:
        given = self.row["dropped"]
        services.drop(self.entry, reason=given["reason"], actor=self.person(given["by"]))

    def announce(self) -> None:
        given = self.row["notice"]
        for picture in record_of(self.entry).pictures:
            checker = self.person(self.row["checked"]["by"][0])
            services.clear_evidence(self.entry, file=picture, public=True, actor=checker)
        services.give_notice(
            self.entry,
            office=given["office"],
            actor=self.person(self.row["checked"]["by"][0]),
        )

    def object(self, told: dict[str, Any]) -> None:
        made = services.make_objection(self.entry, text=told["text"], actor=self.person(told["by"]))
        if "answer" in told:
            granted = told["result"] == "upheld"
            services.answer_objection(made, granted=granted, answer=told["answer"], actor=self.referee())

    def publish(self) -> None:
        given, decision = self.row["published"], self.row["decision"]
        services.publish_praise(
            self.entry,
            until=self.city.on(given["until"]),
            actor=self.person(decision["signer"]),
        )

    def revoke(self) -> None:
        given = self.row["revoked"]
        services.revoke(self.entry, reason=given["reason"], actor=self.person(given["signer"]))
