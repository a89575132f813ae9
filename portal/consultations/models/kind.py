"""Kinds of consultations as the city has changed them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String

from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line


class KindRow(Model):
    """What a kind asks from a day on: by whom, why. Never changed, never deleted; unchanged presets have no row."""

    __tablename__ = "consultation_kind"
    __table_args__ = (Index("ix_consultation_kind_day", "key", "from_day"),)

    id: Mapped[pk]
    key: Mapped[str] = mapped_column(String(40))
    from_day: Mapped[date]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[line]
    changed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[moment]
