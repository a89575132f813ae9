"""A convention as a whole."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import relationship

from portal.alliances.models import Alliance
from portal.conventions.models.words import new_code, no_text
from portal.conventions.states import Form, Kind, State
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.types import line
from portal.places.models import Place


class Convention(Model):
    """一约: rules that those concerned give themselves. Its text is that of version `current_no`.

    `title` repeats the current version's, for lists. An alliance's convention has `alliance_id`; others
    belong to a place. Counters are kept in the transaction that changes them.
    """

    __tablename__ = "convention"

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=new_code)
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance | None] = relationship()
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    kind: Mapped[Kind]
    form: Mapped[Form] = mapped_column(default=Form.ARTICLES)
    rule_key: Mapped[str] = mapped_column(String(40))
    title: Mapped[line]
    summary: Mapped[line] = mapped_column(default=no_text)
    state: Mapped[State] = mapped_column(default=State.DRAFTING, index=True)
    current_no: Mapped[int] = mapped_column(default=1)
    drafted_by: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    submitted_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    comment_from: Mapped[datetime | None]
    comment_until: Mapped[datetime | None]
    comment_count: Mapped[int] = mapped_column(default=0)
    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"), index=True)
    adopted_on: Mapped[date | None]
    record: Mapped[line] = mapped_column(default=no_text)  # what the minutes say of the vote
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None]
    filing_no: Mapped[line] = mapped_column(default=no_text)
    filing_office: Mapped[line] = mapped_column(default=no_text)
    signing_from: Mapped[datetime | None]
    signing_until: Mapped[datetime | None]
    signature_count: Mapped[int] = mapped_column(default=0)
    in_force_on: Mapped[date | None] = mapped_column(index=True)
    repealed_at: Mapped[datetime | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("convention.id"))
    made_at: Mapped[moment]

    @property
    def path(self) -> str:
        return f"/conventions/{self.code}"

    def is_open_for_comment(self, at: datetime) -> bool:
        period = self.comment_from, self.comment_until
        return self.state is State.COMMENT and bool(period[0] and period[1] and period[0] <= at < period[1])

    def is_open_for_signing(self, at: datetime) -> bool:
        """Once in force, those who come later can still sign."""
        if self.state is State.IN_FORCE:
            return self.signing_from is not None
        return self.state is State.SIGNING and (self.signing_until is None or at < self.signing_until)
