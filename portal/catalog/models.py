"""The catalogue: what lists, feeds, the sitemap and the home page read instead of the features' tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, UniqueConstraint

from portal.core.db import Mapped, Model, mapped_column, pk
from portal.core.types import line


class CatalogRow(Model):
    """One public object in both scripts. Kept in the transaction that changes the object; can be rebuilt."""

    __tablename__ = "catalog"
    __table_args__ = (
        UniqueConstraint("kind", "object_id"),
        Index("ix_catalog_kind_at", "kind", "at"),
        Index("ix_catalog_place_at", "place_path", "at"),
    )

    id: Mapped[pk]
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    title: Mapped[line]
    summary: Mapped[line]
    path: Mapped[str]
    at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(40))
    place_id: Mapped[int] = mapped_column(index=True)
    place_path: Mapped[str]
    alliance_id: Mapped[int | None] = mapped_column(index=True)
    opens_at: Mapped[datetime | None] = mapped_column(index=True)
    closes_at: Mapped[datetime | None] = mapped_column(index=True)
    gone_at: Mapped[datetime | None]
    indexable: Mapped[bool] = mapped_column(default=True)
    picture: Mapped[str] = mapped_column(default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
