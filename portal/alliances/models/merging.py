"""Two alliances that become one."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import relationship

from portal.alliances.models.belonging import Alliance
from portal.alliances.states import MergerState
from portal.ballots.models import Ballot
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line
from portal.places.models import Place


class AllianceMerger(Model):
    """`alliance` becomes a part of `into`, when the members of both agree, each in a vote of their own."""

    __tablename__ = "alliance_merger"

    id: Mapped[pk]
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance] = relationship(foreign_keys=[alliance_id])
    into_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    into: Mapped[Alliance] = relationship(foreign_keys=[into_id])
    reason: Mapped[line]
    state: Mapped[MergerState] = mapped_column(default=MergerState.PROPOSED)
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"))
    ballot: Mapped[Ballot | None] = relationship(foreign_keys=[ballot_id])
    into_ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"))
    into_ballot: Mapped[Ballot | None] = relationship(foreign_keys=[into_ballot_id])
    passed: Mapped[bool | None]
    into_passed: Mapped[bool | None]
    made_at: Mapped[moment]

    @property
    def place(self) -> Place:
        return self.into.place
