"""个人信息保护影响评估: what is weighed before anybody is named, by one person, and approved by another."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Connection, ForeignKey, event, inspect
from sqlalchemy.orm import Mapper, relationship

from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.types import line, name
from portal.honor.rules import kept_until
from portal.honor.states import AssessmentState, Polarity
from portal.places.models import Place

APPROVED_BY_ANOTHER = (
    "state = 'drafting' OR (approved_by IS NOT NULL AND approved_by <> drafted_by"
    " AND valid_from IS NOT NULL AND valid_until IS NOT NULL AND valid_from <= valid_until)"
)
WORDS = ("number", "purpose", "data_kinds", "audience", "risks", "measures", "polarity", "place_id")


class Assessment(Model):
    """Of the boards of one colour at a place and everywhere below it (PIPL art. 55 and 56). Holds for a time.

    Once approved its words stand; it is kept for three years after it last held.
    """

    __tablename__ = "honor_assessment"
    __table_args__ = (
        CheckConstraint(APPROVED_BY_ANOTHER, name="approved_by_another"),
        CheckConstraint("valid_months BETWEEN 1 AND 36", name="months_count"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    state: Mapped[AssessmentState] = mapped_column(default=AssessmentState.DRAFTING)
    polarity: Mapped[Polarity]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    number: Mapped[name] = mapped_column(unique=True)
    purpose: Mapped[line]
    data_kinds: Mapped[line]
    audience: Mapped[line]
    risks: Mapped[line]
    measures: Mapped[line]
    valid_months: Mapped[int]
    drafted_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    drafted_at: Mapped[moment]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_reason: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))

    @property
    def holds(self) -> bool:
        """In force today: approved, not ended, and the clock is inside its time."""
        return (
            self.state is AssessmentState.IN_FORCE
            and self.valid_from is not None
            and self.valid_until is not None
            and self.valid_from <= clock.today() <= self.valid_until
        )

    @property
    def kept_until(self) -> date | None:
        """The first day on which it might be cleared away is the one after; None for a draft."""
        last = min((day for day in (self.ended_on, self.valid_until) if day), default=None)
        return kept_until(last) if last else None


@event.listens_for(Assessment, "before_update")
def approved_words_stand(_mapper: Mapper[Any], _connection: Connection, one: Assessment) -> None:
    """What entries rest on does not change behind them."""
    seen = inspect(one).attrs
    before = seen.state.history.deleted or [one.state]
    if before[0] is not AssessmentState.DRAFTING and any(seen[word].history.has_changes() for word in WORDS):
        raise Refused(_("An approved assessment is not changed any more. Please draft a new one."))


@event.listens_for(Assessment, "before_delete")
def kept_for_three_years(_mapper: Mapper[Any], _connection: Connection, one: Assessment) -> None:
    """PIPL art. 56. Drafts were never relied on and may go."""
    if one.kept_until is not None and clock.today() <= one.kept_until:
        raise Refused(_("Impact assessments are kept for three years after they last held."))
