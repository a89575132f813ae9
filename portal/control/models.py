"""Tables of the control panel."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint

from portal.core.db import Mapped, Model, mapped_column, moment, pk


class GlossaryTerm(Model):
    """A word of the city that no converter may touch: it has exactly these two forms."""

    __tablename__ = "glossary_term"
    __table_args__ = (UniqueConstraint("hans"), UniqueConstraint("hant"))

    id: Mapped[pk]
    hans: Mapped[str] = mapped_column(String(60))
    hant: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(default="")
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[moment]
