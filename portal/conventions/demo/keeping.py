"""履 and 评 in the demo city: what was seen, how it was appraised, what the street ordered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from portal.conventions import queries, services
from portal.conventions.demo.pictures import picture
from portal.conventions.states import Finding
from portal.core import clock
from portal.files.services import upload

if TYPE_CHECKING:
    from portal.conventions.demo.story import Act, Story


class Keeping:
    def __init__(self, story: Story) -> None:
        self.story, self.told, self.days = story, story.told, story.days

    def acts(self) -> Iterator[tuple[datetime, Act]]:
        """In the portal's own days: what is kept is kept here and now."""
        at = self.story.city.at
        for n, one in enumerate(self.told.get("observation", ())):
            yield at(one["day"], 9 + n % 8, 7 * n % 60), partial(self.observe, one)
        for told in self.told.get("appraisal", ()):
            yield at(told["from"], 9), partial(self.open_appraisal, told["until"])
            for n, one in enumerate(told.get("answer", ())):
                yield at(told["from"] + 1 + n % 3, 10 + n % 8), partial(self.appraise, one)
            if "conclusion" in told:
                yield at(told["until"] + 1, 10), partial(self.close_appraisal, told["conclusion"])
        if "ordered" in self.days:
            yield at(self.days["ordered"], 10), self.order
        if "corrected" in self.days:
            yield at(self.days["corrected"], 10), self.correct
        if "revision" in self.days:
            yield at(self.days["revision"], 10), self.revise

    def key(self, number: int) -> str:
        held = queries.version_in_force(self.story.convention)
        return queries.clauses_of(held)[number - 1].key

    def observe(self, one: dict[str, Any]) -> None:
        person = self.story.city.people[one["by"]]
        photos = [upload(person, sent=picture(one["text"]), actor=person)] if one.get("photo") else []
        seen = services.observe(
            self.story.convention,
            clause_key=self.key(one["clause"]),
            finding=Finding(one["finding"]),
            text=one["text"],
            spot=one.get("spot", ""),
            kept=one.get("kept", True),
            mend_by=clock.today() + timedelta(days=7) if one["finding"] == "reminder" else None,
            photos=photos,
            actor=person,
        )
        if "mended" in one:
            with clock.stopped_at(min(clock.now() + timedelta(days=3), self.story.city.at(0, 8))):
                services.mend(seen, text=one["mended"], actor=person)

    def open_appraisal(self, until: int) -> None:
        actor = self.story.person("called_by", "conventions.open_appraisal")
        services.open_appraisal(
            self.story.convention, until=self.story.ends[f"appraisal:{until}"], actor=actor
        )

    def appraise(self, one: dict[str, Any]) -> None:
        scores = {self.key(n): score for n, score in enumerate(one["scores"], 1) if score}
        services.appraise(
            self.story.convention,
            scores=scores,
            helps=one["helps"],
            knows=one.get("knows", True),
            proposal=one.get("proposal", ""),
            proposal_key=self.key(one["about"]) if "about" in one else "",
            actor=self.story.city.people[one["by"]],
        )

    def close_appraisal(self, conclusion: str) -> None:
        actor = self.story.person("called_by", "conventions.close_appraisal")
        services.close_appraisal(self.story.convention, conclusion=conclusion, actor=actor)

    def order(self) -> None:
        told = self.told["order"]
        services.order_correction(
            self.story.convention,
            clause_keys=[self.key(number) for number in told["clauses"]],
            reason=told["reason"],
            due_on=clock.today() + timedelta(days=told["days"]),
            actor=self.story.person("reviewer", "conventions.order_correction"),
        )

    def correct(self) -> None:
        services.correct(
            self.story.convention,
            report=self.told["order"]["report"],
            actor=self.story.person("published_by", "conventions.correct"),
        )

    def revise(self) -> None:
        actor = self.story.person("drafted_by", "conventions.begin_revision")
        services.begin_revision(self.story.convention, reason=self.told["revision_reason"], actor=actor)
