"""Boards, and the register of what an entry may rest on."""

from __future__ import annotations

import secrets
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import relationship

from portal.alliances.models import Alliance
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, name
from portal.honor.states import BasisKind, Polarity
from portal.places.models import Place


class HonorBoard(Model):
    """One board of a place, or of an alliance in it. A place has at most one of each colour."""

    __tablename__ = "honor_board"
    __table_args__ = (
        Index(
            "uq_honor_board_place",
            "place_id",
            "polarity",
            unique=True,
            sqlite_where=text("alliance_id IS NULL"),
            postgresql_where=text("alliance_id IS NULL"),
        ),
        Index("uq_honor_board_alliance", "alliance_id", "polarity", unique=True),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    polarity: Mapped[Polarity]
    name: Mapped[name]
    criteria: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"))
    alliance: Mapped[Alliance | None] = relationship()
    closed_on: Mapped[date | None]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[moment]


class LegalBasis(Model):
    """A law and its article, or a clause of a convention for those who signed it. The only grounds there are.

    `convention_code` is the address of the convention; this feature knows nothing else about it.
    """

    __tablename__ = "honor_legal_basis"
    __table_args__ = (
        CheckConstraint("kind <> 'convention' OR convention_code <> ''", name="convention_is_named"),
    )

    id: Mapped[pk]
    kind: Mapped[BasisKind]
    instrument: Mapped[name]
    article: Mapped[line]
    text: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    convention_code: Mapped[str] = mapped_column(String(24), default="")
    source: Mapped[line]
    as_of: Mapped[date]
    effective_until: Mapped[date | None]
    kept_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    kept_at: Mapped[moment]


class BasisUse(Model):
    """One ground of one entry."""

    __tablename__ = "honor_basis_use"

    entry_id: Mapped[int] = mapped_column(ForeignKey("honor_entry.id"), primary_key=True)
    basis_id: Mapped[int] = mapped_column(ForeignKey("honor_legal_basis.id"), primary_key=True)
    basis: Mapped[LegalBasis] = relationship()
