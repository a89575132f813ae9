"""Lists over everything public. What the clock has taken down is never in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from portal.catalog.models import CatalogRow
from portal.core import clock
from portal.core.cache import is_noted, turns_at
from portal.core.db import db
from portal.places.models import Place

COLUMNS = (
    CatalogRow.id,
    CatalogRow.kind,
    CatalogRow.title,
    CatalogRow.summary,
    CatalogRow.path,
    CatalogRow.at,
    CatalogRow.state,
    CatalogRow.place_id,
    CatalogRow.opens_at,
    CatalogRow.closes_at,
    CatalogRow.figures,
    CatalogRow.gone_at,
)


def public() -> ColumnElement[bool]:
    """The one place that knows when a card has ceased to be public."""
    return or_(CatalogRow.gone_at.is_(None), CatalogRow.gone_at > clock.now())


def within(place: Place | None) -> ColumnElement[bool]:
    """In this place or below it; everywhere without one."""
    return (
        CatalogRow.place_path.startswith(place.path, autoescape=True) if place else CatalogRow.id.is_not(None)
    )


def cards(place: Place | None = None, *, kinds: Sequence[str] = ()) -> Select[Any]:
    """Lean rows for lists, not yet ordered."""
    found = select(*COLUMNS).where(public(), within(place))
    return found.where(CatalogRow.kind.in_(kinds)) if kinds else found


def open_now(place: Place | None = None, *, kinds: Sequence[str] = (), limit: int = 12) -> Sequence[Row[Any]]:
    """Where people can take part at this moment, what closes first comes first."""
    now = clock.now()
    taking_part = and_(CatalogRow.opens_at <= now, CatalogRow.closes_at > now)
    found = cards(place, kinds=kinds).where(taking_part).order_by(CatalogRow.closes_at, CatalogRow.id)
    rows = db.session.execute(found.limit(limit)).all()
    if is_noted():
        opening = select(func.min(CatalogRow.opens_at)).where(CatalogRow.opens_at > now)
        turns_at(db.session.scalar(opening), *(row.closes_at for row in rows), *(row.gone_at for row in rows))
    return rows


def newest(place: Place | None = None, *, kinds: Sequence[str] = (), limit: int = 12) -> Sequence[Row[Any]]:
    found = cards(place, kinds=kinds).order_by(CatalogRow.at.desc(), CatalogRow.id.desc())
    rows = db.session.execute(found.limit(limit)).all()
    turns_at(*(row.gone_at for row in rows))
    return rows


def of_alliance(alliance_id: int, *, limit: int = 12) -> Sequence[Row[Any]]:
    found = cards().where(CatalogRow.alliance_id == alliance_id).order_by(CatalogRow.at.desc())
    return db.session.execute(found.limit(limit)).all()


def indexable() -> Sequence[Row[Any]]:
    """What search engines, feeds and the sitemap may hold."""
    found = cards().where(CatalogRow.indexable).order_by(CatalogRow.at.desc(), CatalogRow.id.desc())
    return db.session.execute(found.limit(50_000)).all()


def counts(place: Place | None = None) -> dict[str, int]:
    """How many public objects of each kind there are."""
    found = select(CatalogRow.kind, func.count(CatalogRow.id)).where(public(), within(place))
    return {kind: number for kind, number in db.session.execute(found.group_by(CatalogRow.kind))}
