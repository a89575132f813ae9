"""The rule book: what is worth how many points, in versions that are never changed once released."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line
from portal.points.rules import AwardRule, Cap, Span
from portal.points.states import DeterminationState, Scheme, VersionState
from portal.points.states.rulebook import Hand, RuleClass


class PointRule(Model):
    """One rule by its number in the book. With an `event` the portal awards it, without one two people do."""

    __tablename__ = "points_rule"

    id: Mapped[pk]
    code: Mapped[code]
    scheme: Mapped[Scheme]
    rule_class: Mapped[RuleClass]
    event: Mapped[str | None] = mapped_column(String(60), index=True)


class RuleVersion(Model):
    """What a rule says from a day on. `gives` False suspends it from that day.

    `claimable` points can be asked for by the person who has done it, as well as by an official. With `most` there
    is a range: who determines chooses within it and says why. `evidence_needed` is what has to be shown; `cool_down`
    the days in which the rule does not apply again to the same person.
    """

    __tablename__ = "points_rule_version"
    __table_args__ = (
        UniqueConstraint("rule_id", "number"),
        CheckConstraint("points <> 0", name="points"),
        CheckConstraint(
            "most IS NULL OR (points > 0 AND most > points) OR (points < 0 AND most < points)", name="range"
        ),
    )

    id: Mapped[pk]
    rule_id: Mapped[int] = mapped_column(ForeignKey("points_rule.id"))
    rule: Mapped[PointRule] = relationship()
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    title: Mapped[line]
    clause: Mapped[line]
    basis: Mapped[line]
    points: Mapped[int]
    most: Mapped[int | None]
    gives: Mapped[bool] = mapped_column(default=True)
    claimable: Mapped[bool] = mapped_column(default=False)
    caps: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    cool_down: Mapped[int] = mapped_column(default=0)
    evidence_needed: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    determined_by: Mapped[Hand] = mapped_column(default=Hand.WORKERS)
    reviewed_by: Mapped[Hand] = mapped_column(default=Hand.WORKERS)
    valid_from: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    change_reason: Mapped[line]
    drafted_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    drafted_at: Mapped[moment]
    released_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    released_at: Mapped[dt.datetime | None]

    @property
    def negative(self) -> bool:
        return self.points < 0

    def allows(self, points: int) -> bool:
        """Whether so many points lie in the rule's range; below zero for what is taken."""
        first, last = sorted((self.points, self.points if self.most is None else self.most))
        return first <= points <= last

    @property
    def cap_rules(self) -> tuple[Cap, ...]:
        return tuple(Cap(**{**cap, "span": Span(cap["span"])}) for cap in self.caps)

    @property
    def award_rule(self) -> AwardRule:
        return AwardRule(
            points=max(0, self.points),
            caps=self.cap_rules,
            cool_down=self.cool_down,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )


class Determination(Model):
    """Points for something the portal cannot see by itself: one person proposes, another one confirms.

    `points` is for each time; within a range `weighing` says why so many.
    """

    __tablename__ = "points_determination"
    __table_args__ = (CheckConstraint("times > 0", name="times"),)

    id: Mapped[pk]
    code: Mapped[code]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    version_id: Mapped[int] = mapped_column(ForeignKey("points_rule_version.id"))
    version: Mapped[RuleVersion] = relationship()
    times: Mapped[int] = mapped_column(default=1)
    points: Mapped[int]
    weighing: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    note: Mapped[line]
    evidence: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    occurred_on: Mapped[dt.date]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("points_import.id"), index=True)
    state: Mapped[DeterminationState] = mapped_column(default=DeterminationState.PROPOSED)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[moment]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[dt.datetime | None]
