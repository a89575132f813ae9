"""Deductions of the demo city: most are over, one was wrong, some wait for somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.accounts.models import Grant, Role, User
from portal.core.db import db
from portal.core.permissions import can
from portal.core.settings import setting
from portal.demo_data.drawing import street
from portal.files.services import upload
from portal.places.queries import get_city, work_calendar
from portal.points.models import Deduction
from portal.points.queries import rulebook
from portal.points.rules import Span, span_start
from portal.points.rules.periods import public_on
from portal.points.services import deductions, evidence
from portal.points.services.numbering import issue_quarter
from portal.points.states.deductions import ServiceMethod

if TYPE_CHECKING:
    from portal.points.demo import Telling

UNHEARD = "期内没有陈述，事实清楚，证据充分。"


class Deducted:
    """`stays` in a row says where its story stops: found, served or objected."""

    def __init__(self, told: Telling) -> None:
        self.told = told
        self.rows: list[dict[str, Any]] = [row for row in told.book["earnings"] if told.negative(row)]
        self.made: dict[int, Deduction] = {}

    def acts(self) -> Iterator[tuple[datetime, Callable[[], Any]]]:
        for n, row in enumerate(self.rows):
            stays = row.get("stays")
            yield self.told.at(row["day"], n), partial(self.find, n, row)
            if "statement" in row:
                yield self.told.at(row["day"] + 1, n), partial(self.state, n, row)
            if stays in {"found", "served"}:
                continue
            decided = min(self.day_after_statement(row["day"]), -2)
            yield self.told.at(decided, n), partial(self.decide, n, row)
            if "objection" in row:
                yield self.told.at(decided + 1, n), partial(self.object_to, n, row)
            if "reversed" in row:
                yield self.told.at(max(row["reversed"]["day"], decided + 2), n), partial(self.uphold, n, row)

    def issued(self) -> Iterator[tuple[datetime, Callable[[], Any]]]:
        """The notice of the last quarter, on the first working day after it."""
        this = span_start(Span.QUARTER, self.told.city.today)
        last = span_start(Span.QUARTER, this - timedelta(days=1))
        day = (public_on(last, work_calendar()) - self.told.city.today).days
        if day <= 0:
            yield self.told.at(day, 3), lambda: issue_quarter(get_city(), start=last, actor=self.told.second)

    def day_after_statement(self, day: int) -> int:
        """Holidays move it, so it is counted and not written down."""
        last = work_calendar().add_working_days(self.told.city.on(day), int(setting("points.statement_days")))
        return (last - self.told.city.today).days + 1

    def officer(self, person: User, row: dict[str, Any]) -> User:
        """Who found it, if they work where the person lives; else whoever does, else the street's own officer."""
        workers = db.session.scalars(
            select(User)
            .join(Grant, Grant.user_id == User.id)
            .where(Grant.role == Role.COMMUNITY_WORKER)
            .order_by(User.id)
            .distinct()
        )
        named: list[User] = [*(self.told.city.people[name] for name in row["by"]), *workers]
        officers = {self.told.first.id, self.told.second.id}  # they decide and answer
        able = [one for one in named if one.id not in officers and can(one, "points.find_deduction", person)]
        return able[0] if able else self.told.first

    def find(self, n: int, row: dict[str, Any]) -> None:
        person = self.told.city.people[row["person"]]
        officer = self.officer(person, row)
        made = deductions.find(
            person,
            rule=rulebook.get_rule(row["rule"]),
            facts=row["note"],
            evidence=row.get("evidence", "现场照片两张，有拍摄时间"),
            occurred_on=self.told.city.on(row["day"]),
            actor=officer,
        )
        if "stays" in row or "objection" in row:
            seen = (row["note"], f"{row['note']}，近看")
            photos = [upload(officer, sent=street(words), actor=officer) for words in seen]
            evidence.show(made, photos=photos, actor=officer)
        if row.get("stays") != "found":
            deductions.serve(made, method=ServiceMethod.IN_PERSON, actor=officer)
        self.made[n] = made

    def state(self, n: int, row: dict[str, Any]) -> None:
        deductions.state(self.made[n], text=row["statement"], actor=self.made[n].user)

    def decide(self, n: int, row: dict[str, Any]) -> None:
        second = self.told.second if self.made[n].found_by == self.told.first.id else self.told.first
        deductions.post(self.made[n], reason=row.get("decision", UNHEARD), actor=second)

    def object_to(self, n: int, row: dict[str, Any]) -> None:
        deductions.object_to(self.made[n], reason=row["objection"], actor=self.made[n].user)

    def uphold(self, n: int, row: dict[str, Any]) -> None:
        deductions.uphold(self.made[n], reason=row["reversed"]["note"], actor=self.told.second)
