"""One entry of a board, red or black, with the milestones of its procedure."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    event,
    inspect,
    select,
)
from sqlalchemy.orm import Mapper, relationship

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.types import line, name
from portal.honor.models.assessment import Assessment
from portal.honor.models.board import BasisUse, HonorBoard
from portal.honor.rules import Severity, missing, names_somebody
from portal.honor.states import GONE, LIVES, AssessmentState, EntryState, Polarity, Scope, Source, SubjectType
from portal.places.models import Place

# spelled out column by column, because a comparison with NULL would let everything through
RED_RECORD = (
    "state <> 'published' OR polarity <> 'red' OR (checked_by IS NOT NULL AND checked_by <> nominated_by"
    " AND (NOT needs_consent OR consented_at IS NOT NULL)"
    " AND notice_from IS NOT NULL AND notice_until IS NOT NULL AND publish_from IS NOT NULL"
    " AND notice_until < publish_from"
    " AND published_by IS NOT NULL AND published_by <> nominated_by AND published_by <> checked_by"
    " AND (publish_until IS NULL OR publish_from <= publish_until))"
)
BLACK_RECORD = (
    "state <> 'published' OR polarity <> 'black' OR (checked_by IS NOT NULL AND second_checked_by IS NOT NULL"
    " AND checked_by <> second_checked_by AND nominated_by <> checked_by AND nominated_by <> second_checked_by"
    " AND served_on IS NOT NULL AND statement_until IS NOT NULL AND served_on < statement_until"
    " AND considered_at IS NOT NULL"
    " AND decision_no IS NOT NULL AND decided_on IS NOT NULL AND statement_until < decided_on"
    " AND drafted_by IS NOT NULL AND signed_by IS NOT NULL AND signed_by <> drafted_by"
    " AND signed_by <> checked_by AND signed_by <> second_checked_by"
    " AND severity IS NOT NULL AND publish_from IS NOT NULL AND publish_until IS NOT NULL"
    " AND decided_on <= publish_from AND publish_from <= publish_until"
    " AND published_by IS NOT NULL AND published_by <> drafted_by)"
)


ASSESSED = (
    "state NOT IN ('notice', 'published') OR assessment_id IS NOT NULL"
    " OR (polarity = 'red' AND NOT needs_consent) OR (polarity = 'black' AND subject_type <> 'shop')"
)


class BoardEntry(Model):
    """Praise or a reminder. `subject` is what the public reads; `holder_id` is never shown.

    A reminder never names a natural person. Dates are days of the city and both ends count; an entry is
    shown from `publish_from` to `publish_until` by the clock, whatever its state still says.
    """

    __tablename__ = "honor_entry"
    __table_args__ = (
        Index("ix_honor_entry_shown", "polarity", "state", "publish_until"),
        ForeignKeyConstraint(["issue_id", "board_id"], ["honor_issue.id", "honor_issue.board_id"]),
        CheckConstraint("polarity <> 'black' OR subject_type <> 'person'", name="no_person_is_blamed"),
        CheckConstraint(ASSESSED, name="nobody_is_named_unassessed"),
        CheckConstraint(RED_RECORD, name="praise_went_all_the_way"),
        CheckConstraint(BLACK_RECORD, name="reminder_went_all_the_way"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    polarity: Mapped[Polarity]
    state: Mapped[EntryState] = mapped_column(default=EntryState.NOMINATED)
    board_id: Mapped[int] = mapped_column(ForeignKey("honor_board.id"), index=True)
    board: Mapped[HonorBoard] = relationship()
    issue_id: Mapped[int | None] = mapped_column(index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance | None] = relationship()

    subject_type: Mapped[SubjectType]
    subject: Mapped[name]
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    holder: Mapped[User | None] = relationship(foreign_keys=[holder_id])
    uscc: Mapped[str] = mapped_column(String(18), default="")
    behaviour: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    facts: Mapped[line]
    place_text: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    occurred_from: Mapped[date | None]
    occurred_until: Mapped[date | None]
    severity: Mapped[Severity | None]
    correction: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    remedy: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    source: Mapped[Source]
    source_case: Mapped[str] = mapped_column(String(80), default="")

    nominated_by: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    nominated_at: Mapped[moment]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    second_checked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None]
    needs_consent: Mapped[bool] = mapped_column(default=False)
    consented_at: Mapped[datetime | None]
    notice_no: Mapped[name | None]
    notice_office: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    notice_from: Mapped[date | None]
    notice_until: Mapped[date | None]
    served_on: Mapped[date | None]
    statement_until: Mapped[date | None]
    considered_at: Mapped[datetime | None]
    considered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decision_no: Mapped[name | None]
    decided_on: Mapped[date | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    publish_from: Mapped[date | None]
    publish_until: Mapped[date | None]
    scope: Mapped[Scope] = mapped_column(default=Scope.PUBLIC)
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("honor_assessment.id"), index=True)
    assessment: Mapped[Assessment | None] = relationship()
    salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    corrected_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_reason: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))

    uses: Mapped[list[BasisUse]] = relationship(order_by="BasisUse.basis_id")

    @property
    def is_red(self) -> bool:
        return self.polarity is Polarity.RED

    @property
    def names_somebody(self) -> bool:
        """Whether one natural person can be known by it, so that an impact assessment has to be in force."""
        return names_somebody(self)

    @property
    def is_for_some(self) -> bool:
        """Published for a community or for members only: every look at it is written down."""
        return self.scope is not Scope.PUBLIC and self.state is EntryState.PUBLISHED

    @property
    def is_shown(self) -> bool:
        """Published, and the clock is inside its term."""
        today = clock.today()
        return (
            self.state is EntryState.PUBLISHED
            and self.publish_from is not None
            and self.publish_from <= today
            and (self.publish_until is None or today <= self.publish_until)
        )

    @property
    def days_left(self) -> int | None:
        """Until it is shown no more, with today; None without a last day."""
        return (self.publish_until - clock.today()).days + 1 if self.publish_until else None

    @property
    def is_gone(self) -> bool:
        """Was public once and is no more, by its state or by the clock alone."""
        over = self.publish_until is not None and clock.today() > self.publish_until
        return self.publish_from is not None and (
            self.state in GONE or (self.state is EntryState.PUBLISHED and over)
        )

    @property
    def title(self) -> Bitext:
        """What stands in lists: who is praised, or what happened where."""
        if self.is_red or not str(self.behaviour):
            return self.subject
        subject, behaviour = self.subject, self.behaviour
        return Bitext.both(
            f"{subject.hans}：{behaviour.hans}", f"{subject.hant}：{behaviour.hant}", subject.script
        )


@event.listens_for(BoardEntry, "before_insert")
@event.listens_for(BoardEntry, "before_update")
def nothing_slips_through(_mapper: Mapper[Any], _connection: Connection, entry: BoardEntry) -> None:
    """However it came to be “published”: without the whole record it is not written."""
    if entry.state is EntryState.PUBLISHED and missing(entry):
        raise Refused(_("This entry cannot be public: part of its procedure is not on record."))


@event.listens_for(BoardEntry, "before_insert")
@event.listens_for(BoardEntry, "before_update")
def nobody_is_named_unassessed(_mapper: Mapper[Any], connection: Connection, entry: BoardEntry) -> None:
    """Whoever steps before the public does so under an assessment that holds on that day, for this kind of board."""
    seen = inspect(entry).attrs
    steps_out = seen.state.history.added or seen.assessment_id.history.added
    shown = entry.state in {EntryState.NOTICE, EntryState.PUBLISHED}
    if not (shown and steps_out and entry.names_somebody):
        return
    one, today = Assessment, clock.today()
    found = select(one.id).where(
        one.id == entry.assessment_id,
        one.polarity == entry.polarity,
        one.state == AssessmentState.IN_FORCE,
        one.valid_from <= today,
        one.valid_until >= today,
    )
    if connection.execute(found).first() is None:
        raise Refused(_("This entry cannot be public: no impact assessment is in force for it."))


@event.listens_for(BoardEntry, "before_insert")
def entries_begin_as_nominations(_mapper: Mapper[Any], _connection: Connection, entry: BoardEntry) -> None:
    """A copy of what is public is not public, nor is what is read in from elsewhere: each goes its own way."""
    if entry.state not in {None, EntryState.NOMINATED}:
        raise Refused(_("Every entry begins as a nomination and goes its own way."))


@event.listens_for(BoardEntry, "before_update")
def no_step_is_skipped(_mapper: Mapper[Any], _connection: Connection, entry: BoardEntry) -> None:
    """From one state to the next one only, whoever sets it; nothing comes back from its end."""
    before = inspect(entry).attrs.state.history.deleted
    if before and not LIVES[entry.polarity].may_follow(before[0], entry.state):
        raise Refused(_("An entry goes from one step to the next, and none comes back from its end."))
