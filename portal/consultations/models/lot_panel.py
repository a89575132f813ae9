"""A panel drawn by lot: its quotas, who stands for it, the published list, who sits."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.consultations.models.matter import Consultation, empty
from portal.consultations.states.lot_panels import CandidateState, PanelState
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name
from portal.places.models import Place


class LotPanel(Model):
    """The panel of one consultation. `next_number` is the counter from which people in the pool take their numbers;
    `length` says how many panels stand in its list.
    """

    __tablename__ = "consultation_panel"

    id: Mapped[pk]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), unique=True)
    consultation: Mapped[Consultation] = relationship()
    state: Mapped[PanelState] = mapped_column(default=PanelState.INVITING)
    size: Mapped[int]
    about: Mapped[line]
    seed_source: Mapped[line]
    seed_on: Mapped[date]
    length: Mapped[int]
    next_number: Mapped[int] = mapped_column(default=1)
    listed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    listed_at: Mapped[datetime | None]
    seed: Mapped[str] = mapped_column(String(80), default="")
    drawn_at: Mapped[datetime | None]
    made_at: Mapped[moment]

    quotas: Mapped[list[PanelQuota]] = relationship(
        order_by="PanelQuota.position", cascade="all, delete-orphan"
    )
    published: Mapped[PanelList | None] = relationship(cascade="all, delete-orphan")

    @property
    def place(self) -> Place:
        return self.consultation.place

    @property
    def alliance_id(self) -> int | None:
        return self.consultation.alliance_id

    @property
    def address(self) -> str:
        return f"{self.consultation.address}/panel"


class PanelQuota(Model):
    """Between `least` and `most` people of the panel have this value of the trait `category`."""

    __tablename__ = "consultation_panel_quota"
    __table_args__ = (UniqueConstraint("panel_id", "position"),)

    id: Mapped[pk]
    panel_id: Mapped[int] = mapped_column(ForeignKey("consultation_panel.id"))
    position: Mapped[int]
    category: Mapped[line]
    value: Mapped[line]
    least: Mapped[int]
    most: Mapped[int]


class PanelList(Model):
    """What is published before the draw, as it was: the pool without names, the list, the chances."""

    __tablename__ = "consultation_panel_list"

    panel_id: Mapped[int] = mapped_column(ForeignKey("consultation_panel.id"), primary_key=True)
    pool: Mapped[dict[str, Any]] = mapped_column(JSON)
    panels: Mapped[str] = mapped_column(Text)
    pool_hash: Mapped[str] = mapped_column(String(64))
    list_hash: Mapped[str] = mapped_column(String(64))
    bound: Mapped[str] = mapped_column(String(20))
    chances: Mapped[dict[str, str]] = mapped_column(JSON)

    def chance_of(self, number: int) -> Fraction | None:
        known = self.chances.get(str(number))
        return Fraction(known) if known else None


class PanelCandidate(Model):
    """Somebody who stands for a panel under a number. `traits`: the values of the quotas, in the order of the
    categories. `named`: their name may stand on the page if they are drawn. Without an account only `name` is there.
    """

    __tablename__ = "consultation_panel_candidate"
    __table_args__ = (UniqueConstraint("panel_id", "number"), UniqueConstraint("panel_id", "user_id"))

    id: Mapped[pk]
    panel_id: Mapped[int] = mapped_column(ForeignKey("consultation_panel.id"))
    panel: Mapped[LotPanel] = relationship()
    number: Mapped[int]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User | None] = relationship()
    name: Mapped[name] = mapped_column(default=lambda: Bitext.name(""))
    traits: Mapped[list[str]] = mapped_column(JSON)
    named: Mapped[bool] = mapped_column(default=False)
    state: Mapped[CandidateState] = mapped_column(default=CandidateState.STANDING)
    at: Mapped[moment]
    seated_at: Mapped[datetime | None]
    instead_of: Mapped[int | None]
    left_at: Mapped[datetime | None]
    left_because: Mapped[line] = mapped_column(default=empty)

    @property
    def consultation(self) -> Consultation:
        return self.panel.consultation

    @property
    def place(self) -> Place:
        return self.panel.place

    @property
    def alliance_id(self) -> int | None:
        return self.panel.alliance_id
