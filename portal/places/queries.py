"""Finding places; the tree is small and read often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.places.models import CalendarDay, Place, PlaceKind
from portal.places.rules import WorkCalendar


def get_place(slug: str) -> Place:
    place = db.session.scalar(select(Place).where(Place.slug == slug))
    if place is None:
        raise NotFound(_("This place was not found."))
    return place


def get_city() -> Place:
    """The root. Raises `NotFound` in a portal that has not been set up."""
    place = db.session.scalar(select(Place).where(Place.kind == PlaceKind.CITY))
    if place is None:
        raise NotFound(_("This portal has no city yet. Run “portal demo” or create one."))
    return place


def places_of_kind(*kinds: PlaceKind) -> Sequence[Place]:
    return db.session.scalars(select(Place).where(Place.kind.in_(kinds)).order_by(Place.path)).all()


def ancestors(place: Place) -> Sequence[Place]:
    """From the city down to the place itself, for breadcrumbs."""
    ids = [int(part) for part in place.path.strip("/").split("/")]
    return db.session.scalars(select(Place).where(Place.id.in_(ids)).order_by(Place.path)).all()


def children(place: Place) -> Sequence[Place]:
    return db.session.scalars(select(Place).where(Place.parent_id == place.id).order_by(Place.id)).all()


def work_calendar() -> WorkCalendar:
    """The city's working days as they stand in the table; a year with any row is a known year."""
    days = {day: working for day, working in db.session.execute(select(CalendarDay.day, CalendarDay.working))}
    return WorkCalendar(days, {day.year for day in days})


def days_of(year: int) -> Sequence[CalendarDay]:
    """The named days of one year."""
    found = select(CalendarDay).where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    return db.session.scalars(found.order_by(CalendarDay.day)).all()
