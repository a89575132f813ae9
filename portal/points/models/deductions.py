"""Points taken away, with everything that has to happen before and may happen after."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line
from portal.points.models.rulebook import RuleVersion
from portal.points.states.deductions import DeductionState, ServiceMethod


class Deduction(Model):
    """What was found, under the version of the rule that was in force on that day. `points` is above zero.

    `points_asked` stands in the notice; `points` becomes less when the score holds less. `number` is the notice's.

    The dates `…_until` are the last days of periods, set when the period begins and never moved.
    """

    __tablename__ = "points_deduction"
    __table_args__ = (
        CheckConstraint("points > 0", name="points"),
        Index("ix_points_deduction_state", "state", "id"),
        Index("ix_points_deduction_posted", "posted_on"),
    )

    id: Mapped[pk]
    code: Mapped[code]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    version_id: Mapped[int] = mapped_column(ForeignKey("points_rule_version.id"))
    version: Mapped[RuleVersion] = relationship()
    points: Mapped[int]
    points_asked: Mapped[int]
    facts: Mapped[line]
    evidence: Mapped[line]
    weighing: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    occurred_on: Mapped[dt.date]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("points_import.id"), index=True)
    state: Mapped[DeductionState] = mapped_column(default=DeductionState.FOUND)
    found_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    found_at: Mapped[moment]
    number: Mapped[line | None] = mapped_column(unique=True)
    method: Mapped[ServiceMethod | None]
    served_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    served_on: Mapped[dt.date | None]
    statement_until: Mapped[dt.date | None]
    statement: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    posted_on: Mapped[dt.date | None]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("points_entry.id"), unique=True)
    public_on: Mapped[dt.date | None]
    objection_until: Mapped[dt.date | None]
    objection: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    answer_until: Mapped[dt.date | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answer: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    appeal_until: Mapped[dt.date | None]
    appeal: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))
    review_until: Mapped[dt.date | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    review: Mapped[line] = mapped_column(default=lambda: Bitext.both("", ""))

    def due_on(self) -> dt.date | None:
        """The day until which whoever has the turn may or must act."""
        return {
            DeductionState.SERVED: self.statement_until,
            DeductionState.POSTED: self.objection_until,
            DeductionState.OBJECTED: self.answer_until,
            DeductionState.REJECTED: self.appeal_until,
            DeductionState.REVIEWED: self.review_until,
        }.get(self.state)

    def is_final(self, today: dt.date) -> bool:
        """Time decides: what nobody objected to in time stands."""
        ended = self.state in {DeductionState.FINAL, DeductionState.REVERSED, DeductionState.DROPPED}
        waits = self.state in {DeductionState.POSTED, DeductionState.REJECTED}
        due = self.due_on()
        return ended or (waits and due is not None and today > due)
