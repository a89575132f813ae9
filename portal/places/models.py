"""The city's places and its calendar of working days."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, String

from portal.core.db import Mapped, Model, db, mapped_column, pk
from portal.core.language import Bitext
from portal.core.types import line, name, rich


class PlaceKind(StrEnum):
    CITY = "city"
    STREET = "street"  # 街道, 镇
    COMMUNITY = "community"  # 社区, 村
    GRID = "grid"
    ROAD = "road"


class Place(Model):
    """One node of the tree. Roles given here hold for everything below: `path` says what is below.

    Names of places are written by hand in both scripts, never converted.
    """

    __tablename__ = "place"

    id: Mapped[pk]
    kind: Mapped[PlaceKind]
    called: Mapped[str] = mapped_column(
        String(20), default=""
    )  # "town" (镇), "village" (村), else as the kind
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    code: Mapped[str] = mapped_column(String(20), default="")
    name: Mapped[name]
    intro: Mapped[rich] = mapped_column(default=lambda: Bitext.html(""))
    address: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))
    contact_phone: Mapped[str] = mapped_column(String(30), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), index=True)
    closed_on: Mapped[dt.date | None]

    def is_within(self, other: Place) -> bool:
        return self.path.startswith(other.path)


def lay_out(parent: Place | None, **columns: object) -> Place:
    """A new place under `parent`, with its path; flushed, because the path holds its own id."""
    place = Place(parent_id=parent.id if parent else None, path="", **columns)
    db.session.add(place)
    db.session.flush()
    place.path = f"{parent.path if parent else '/'}{place.id}/"
    return place


class CalendarDay(Model):
    """A day that is not what its weekday says: a holiday, or a make-up working day (调休)."""

    __tablename__ = "calendar_day"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    name: Mapped[name]
    source: Mapped[line] = mapped_column(default=lambda: Bitext.of(""))

    @property
    def id(self) -> str:
        """The day names itself, in the audit for example."""
        return self.day.isoformat()
