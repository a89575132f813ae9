"""Programmes (评选活动): a title that is called for, scored by published criteria and held for a time.

A candidate is an entry of the honour roll like any other, with consent, public notice and objections of its own.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Connection, ForeignKey, Index, String, event, select
from sqlalchemy.orm import Mapper, relationship

from portal.ballots.models import Ballot
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.types import line
from portal.core.types import name as proper_name
from portal.honor.models.board import HonorBoard
from portal.honor.models.entry import BoardEntry
from portal.honor.rules import DataSource, ProgrammeKind, total
from portal.honor.states import EntryState, Polarity, ProgrammeState
from portal.places.models import Place

CALLED_BY_ANOTHER = (
    "state = 'drafting' OR (called_at IS NOT NULL AND called_by IS NOT NULL AND called_by <> opened_by"
    " AND call_from IS NOT NULL AND call_until IS NOT NULL)"
)


class Programme(Model):
    """One programme on the honour roll of one place. `round` counts its calls."""

    __tablename__ = "honor_programme"
    __table_args__ = (
        CheckConstraint(CALLED_BY_ANOTHER, name="called_by_another"),
        CheckConstraint("call_from <= call_until", name="call_in_order"),
        CheckConstraint("term_months BETWEEN 1 AND 60", name="term_counts"),
        CheckConstraint("cycle_months BETWEEN 1 AND 60", name="cycle_counts"),
        CheckConstraint("round > 0", name="round_counts"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    board_id: Mapped[int] = mapped_column(ForeignKey("honor_board.id"), index=True)
    board: Mapped[HonorBoard] = relationship()
    state: Mapped[ProgrammeState] = mapped_column(default=ProgrammeState.DRAFTING)
    kind: Mapped[ProgrammeKind]
    name: Mapped[line]  # words like any others, no name of a person: 示范 is 示範
    purpose: Mapped[line]
    approval_no: Mapped[proper_name | None]
    cycle_months: Mapped[int]
    term_months: Mapped[int]
    round: Mapped[int] = mapped_column(default=1)
    call_from: Mapped[date | None]
    call_until: Mapped[date | None]
    opened_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[moment]
    called_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    called_at: Mapped[datetime | None]

    criteria: Mapped[list[Criterion]] = relationship(order_by="Criterion.id", cascade="all, delete-orphan")

    @property
    def polarity(self) -> Polarity:
        return self.board.polarity

    @property
    def place(self) -> Place:
        return self.board.place

    @property
    def alliance_id(self) -> int | None:
        return self.board.alliance_id

    def calls_on(self, day: date) -> bool:
        """Whether candidates are taken on this day."""
        return (
            self.state is ProgrammeState.CALLING
            and self.call_from is not None
            and self.call_until is not None
            and self.call_from <= day <= self.call_until
        )


class Criterion(Model):
    """One criterion with its weight of 100 and where its points come from. `figure` names what the portal counts to it."""

    __tablename__ = "honor_criterion"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 100", name="weight_counts"),)

    id: Mapped[pk]
    programme_id: Mapped[int] = mapped_column(ForeignKey("honor_programme.id"), index=True)
    name: Mapped[line]
    weight: Mapped[int]
    source: Mapped[DataSource]
    figure: Mapped[str] = mapped_column(String(40), default="")


class Candidacy(Model):
    """An entry that stands for the title of a programme. Without the jury's yes it goes no further."""

    __tablename__ = "honor_candidacy"
    __table_args__ = (
        Index("ix_honor_candidacy_round", "programme_id", "round"),
        CheckConstraint(
            "admitted IS NULL OR (jury_by IS NOT NULL AND jury_on IS NOT NULL AND jury_finding IS NOT NULL)",
            name="jury_is_on_record",
        ),
    )

    id: Mapped[pk]
    programme_id: Mapped[int] = mapped_column(ForeignKey("honor_programme.id"))
    programme: Mapped[Programme] = relationship()
    round: Mapped[int]
    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"), unique=True)
    entry: Mapped[BoardEntry] = relationship()
    at: Mapped[moment]
    admitted: Mapped[bool | None]
    jury_finding: Mapped[line | None]
    jury_on: Mapped[date | None]
    jury_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"), index=True)
    ballot: Mapped[Ballot | None] = relationship()
    approvals: Mapped[int | None]  # in the public vote, once it is counted

    scores: Mapped[list[CriterionScore]] = relationship(order_by="CriterionScore.criterion_id")

    @property
    def nominated_by(self) -> int:
        return self.entry.nominated_by

    @property
    def total(self) -> int:
        """In hundredths of a point."""
        return total((score.criterion.weight, score.points) for score in self.scores)

    @property
    def is_scored(self) -> bool:
        return {score.criterion_id for score in self.scores} == {c.id for c in self.programme.criteria}


class CriterionScore(Model):
    """What a candidate has under one criterion, 0 to 100, with what it rests on. Votes are counted: nobody gives them.

    `figure` is what the portal had counted when the points were given. It stands beside them and changes nothing.
    """

    __tablename__ = "honor_criterion_score"
    __table_args__ = (CheckConstraint("points BETWEEN 0 AND 100", name="points_in_range"),)

    candidacy_id: Mapped[int] = mapped_column(ForeignKey("honor_candidacy.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("honor_criterion.id"), primary_key=True)
    criterion: Mapped[Criterion] = relationship()
    points: Mapped[int]
    ground: Mapped[line]
    figure: Mapped[line | None]
    figure_on: Mapped[date | None]
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


class SpotCheck(Model):
    """Somebody has looked whether a title that is held still holds."""

    __tablename__ = "honor_spot_check"

    id: Mapped[pk]
    candidacy_id: Mapped[int] = mapped_column(ForeignKey("honor_candidacy.id"), index=True)
    holds: Mapped[bool]
    finding: Mapped[line]
    checked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]


@event.listens_for(BoardEntry, "before_insert")
@event.listens_for(BoardEntry, "before_update")
def no_title_without_the_jury(_mapper: Mapper[Any], connection: Connection, entry: BoardEntry) -> None:
    """However a candidate came to be “published”: without the jury's yes it is not written."""
    if entry.state is not EntryState.PUBLISHED or entry.id is None or not entry.is_red:
        return
    found = select(Candidacy.admitted).where(Candidacy.entry_id == entry.id)
    row = connection.execute(found).first()
    if row is not None and row.admitted is not True:
        raise Refused(_("The jury has not admitted this candidate."))
