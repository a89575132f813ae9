"""Who sits in a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.meetings.models import Meeting, Seat


def seats_of(meeting: Meeting) -> Sequence[Seat]:
    """The attendance list in the order in which it was written."""
    found = select(Seat).where(Seat.meeting_id == meeting.id).options(joinedload(Seat.user))
    return db.session.scalars(found.order_by(Seat.id)).all()


def seat_of(meeting: Meeting, person: Any) -> Seat | None:
    """The line of one person."""
    if not getattr(person, "id", None):
        return None
    found = select(Seat).where(Seat.meeting_id == meeting.id, Seat.user_id == person.id)
    return db.session.scalar(found)


def get_seat(meeting: Meeting, seat_id: int) -> Seat:
    found = select(Seat).where(Seat.meeting_id == meeting.id, Seat.id == seat_id)
    seat = db.session.scalar(found.options(joinedload(Seat.user)))
    if seat is None:
        raise NotFound(_("This person is not on the list."))
    return seat


def people_of(meeting: Meeting) -> list[int]:
    """Everybody on the list who has an account: those who are told."""
    found = select(Seat.user_id).where(Seat.meeting_id == meeting.id, Seat.user_id.is_not(None))
    return [i for i in db.session.scalars(found.order_by(Seat.id)) if i is not None]
