"""Answers that are late, for everybody to see, and how many working days are left where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from portal.consultations.models import Consultation
from portal.consultations.states import WORKING, State
from portal.core import clock
from portal.core.db import db
from portal.places.models import Place
from portal.places.queries import work_calendar

SECTION = 50


@dataclass(frozen=True)
class Overdue:
    """A consultation whose answers should stand there, and for how many working days they have been missing."""

    consultation: Consultation
    days: int


def is_late() -> ColumnElement[bool]:
    closed = and_(Consultation.state == State.PUBLISHED, Consultation.closes_at <= clock.now())
    return and_(or_(closed, Consultation.state.in_(WORKING)), Consultation.due_on < clock.today())


def overdue(place: Place | None = None, *, limit: int = SECTION) -> list[Overdue]:
    """Those waited for longest first. Two queries, one while nothing is late."""
    found = select(Consultation).options(joinedload(Consultation.place)).where(is_late())
    if place is not None:
        below = select(Place.id).where(Place.path.startswith(place.path, autoescape=True))
        found = found.where(Consultation.place_id.in_(below))
    late: Sequence[Consultation] = db.session.scalars(
        found.order_by(Consultation.due_on, Consultation.id).limit(limit)
    ).all()
    if not late:
        return []
    calendar, today = work_calendar(), clock.today()
    return [Overdue(one, calendar.working_days_between(one.due_on or today, today)) for one in late]


def days_left(consultation: Consultation) -> int | None:
    """Working days until the answers are due, negative when they are late; None where nothing is waited for."""
    waited_for = consultation.state in WORKING or consultation.phase == "closed"
    if consultation.due_on is None or not waited_for:
        return None
    return work_calendar().working_days_between(clock.today(), consultation.due_on)
