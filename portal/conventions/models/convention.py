"""A convention as a whole."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import relationship

from portal.alliances.models import Alliance
from portal.conventions.models.words import new_code, no_text
from portal.conventions.rules.chain import START
from portal.conventions.states import Form, Kind, State
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.types import line
from portal.meetings.models import Meeting
from portal.places.models import Place


class Convention(Model):
    """一约: rules that those concerned give themselves.

    `current_no` is the version that is being worked on, and `state` says where that stands; `in_force_no` is the
    version that holds, also while a revision is made beside it. `in_force_key` is unique while it holds, so that
    one alliance or place cannot have two of a kind. `title` repeats the current version's, for lists. An
    alliance's convention has `alliance_id`; others belong to a place. Counters are kept in the transaction that
    changes them.
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
    state: Mapped[State] = mapped_column(default=State.PROPOSED, index=True)
    current_no: Mapped[int] = mapped_column(default=1)
    in_force_no: Mapped[int | None] = mapped_column(index=True)
    in_force_key: Mapped[str | None] = mapped_column(String(60), unique=True)
    drafted_by: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    submitted_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    comment_from: Mapped[datetime | None]
    comment_until: Mapped[datetime | None]
    call_text: Mapped[line] = mapped_column(default=no_text)
    channels: Mapped[list[str]] = mapped_column(JSON, default=list)
    comment_count: Mapped[int] = mapped_column(default=0)
    group_reason: Mapped[line] = mapped_column(default=no_text)  # why the group lacks somebody
    handed_in_at: Mapped[datetime | None]
    notice_sent_at: Mapped[datetime | None]
    meeting_at: Mapped[datetime | None]
    called_rule: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # as the notice named it
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    meeting: Mapped[Meeting | None] = relationship()
    meeting_place: Mapped[line] = mapped_column(default=no_text)
    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"), index=True)
    filing_due_on: Mapped[date | None]
    adopted_on: Mapped[date | None]
    record: Mapped[line] = mapped_column(default=no_text)  # what the minutes say of the vote
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None]
    filing_no: Mapped[line] = mapped_column(default=no_text)
    filing_office: Mapped[line] = mapped_column(default=no_text)
    signing_from: Mapped[datetime | None]
    signing_until: Mapped[datetime | None]
    signature_count: Mapped[int] = mapped_column(default=0)
    chain_count: Mapped[int] = mapped_column(default=0)
    chain_head: Mapped[str] = mapped_column(String(64), default=START)
    in_force_on: Mapped[date | None] = mapped_column(index=True)
    expires_on: Mapped[date | None] = mapped_column(index=True)  # the last day it holds; empty: no end
    repealed_at: Mapped[datetime | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("convention.id"))
    made_at: Mapped[moment]

    @property
    def path(self) -> str:
        return f"/conventions/{self.code}"

    def is_open_for_comment(self, at: datetime) -> bool:
        period = self.comment_from, self.comment_until
        return self.state is State.GATHERING and bool(period[0] and period[1] and period[0] <= at < period[1])

    def is_open_for_signing(self, at: datetime) -> bool:
        """Once in force, those who come later can still sign, also while it is revised or appraised."""
        if self.state is State.SIGNING:
            return self.signing_until is None or at < self.signing_until
        return self.signing_from is not None and self.holds

    @property
    def holds(self) -> bool:
        """Whether one of its texts is in force."""
        return self.in_force_no is not None and self.state is not State.REPEALED

    @property
    def shown_state(self) -> State:
        """What lists say: a convention that holds is in force, whatever is being made beside it."""
        return State.IN_FORCE if self.holds and self.is_revised else self.state

    @property
    def signable_no(self) -> int:
        """The text people put their names under: the one open for signing, else the one in force."""
        if self.state is State.SIGNING or self.in_force_no is None:
            return self.current_no
        return self.in_force_no

    @property
    def is_revised(self) -> bool:
        """Whether another text than the one that holds is being worked on."""
        return self.in_force_no is not None and self.in_force_no != self.current_no
