"""Offices held for a term, how they pass on, and the votes that fill them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.alliances.models.belonging import Alliance, AllianceSection
from portal.alliances.rules import ElectionOutcome
from portal.alliances.states import How, Office
from portal.ballots.models import Ballot
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line
from portal.places.models import Place


class OfficeTerm(Model):
    """An office held from one day to another; past terms stay."""

    __tablename__ = "alliance_office"

    id: Mapped[pk]
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    office: Mapped[Office]
    section_id: Mapped[int | None] = mapped_column(ForeignKey("alliance_section.id"))  # a group leader's
    section: Mapped[AllianceSection | None] = relationship()
    how: Mapped[How] = mapped_column(default=How.ELECTED)
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    given_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    warned_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    despite: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))  # why, although offices collide
    kin: Mapped[bool | None]  # declared: supervisor and an officer are relatives; None: was not asked

    @property
    def place(self) -> Place:
        return self.alliance.place


class OfficeHandover(Model):
    """What goes from who leaves an office to who follows, ticked off by both."""

    __tablename__ = "alliance_handover"

    id: Mapped[pk]
    term_id: Mapped[int] = mapped_column(ForeignKey("alliance_office.id"), unique=True)
    term: Mapped[OfficeTerm] = relationship()
    successor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    successor: Mapped[User] = relationship(foreign_keys=[successor_id])
    begun_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None]
    made_at: Mapped[moment]

    @property
    def alliance_id(self) -> int:
        return self.term.alliance_id

    @property
    def place(self) -> Place:
        return self.term.alliance.place


class HandoverItem(Model):
    """One line of the list: given by one, taken by the other."""

    __tablename__ = "alliance_handover_item"

    id: Mapped[pk]
    handover_id: Mapped[int] = mapped_column(ForeignKey("alliance_handover.id"), index=True)
    handover: Mapped[OfficeHandover] = relationship()
    text: Mapped[line]
    given_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]

    @property
    def alliance_id(self) -> int:
        return self.handover.term.alliance_id

    @property
    def place(self) -> Place:
        return self.handover.term.alliance.place


class Election(Model):
    """A vote that fills an office; what it decided once it is counted."""

    __tablename__ = "alliance_election"

    id: Mapped[pk]
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship()
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"), unique=True)
    ballot: Mapped[Ballot] = relationship()
    office: Mapped[Office]
    months: Mapped[int]
    called_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kin: Mapped[bool | None]  # declared of the candidates before the vote, as in a term
    despite: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    outcome: Mapped[ElectionOutcome | None]
    winner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[moment]
