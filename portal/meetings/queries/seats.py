"""Who sits in a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.meetings import rules
from portal.meetings.models import Meeting, Seat, Speech
from portal.meetings.states import SeatKind


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


def voting_seats(meeting: Meeting) -> list[Seat]:
    return [seat for seat in seats_of(meeting) if seat.kind is SeatKind.VOTING]


def represented(meeting: Meeting) -> frozenset[int]:
    """The seats whose vote is in the room, in person or by proxy."""
    found = select(Seat.id, Seat.signed_at, Seat.left_at, Seat.proxy_id).where(
        Seat.meeting_id == meeting.id, Seat.kind == SeatKind.VOTING
    )
    return rules.represented(
        rules.Attending(row.id, row.signed_at is not None and row.left_at is None, row.proxy_id)
        for row in db.session.execute(found)
    )


def proxies_of(meeting: Meeting) -> dict[int, list[Seat]]:
    """For each seat those who have asked it to vote for them."""
    given: dict[int, list[Seat]] = {}
    for seat in seats_of(meeting):
        if seat.proxy_id is not None:
            given.setdefault(seat.proxy_id, []).append(seat)
    return given


def speeches_open(meeting: Meeting) -> Sequence[Speech]:
    """Who speaks, then who wants to, in the order in which they asked."""
    found = select(Speech).where(Speech.meeting_id == meeting.id, Speech.ended_at.is_(None))
    rows = db.session.scalars(found.options(joinedload(Speech.seat).joinedload(Seat.user))).all()
    return sorted(rows, key=lambda s: (s.given_at is None, s.asked_at, s.id))


def get_speech(meeting: Meeting, speech_id: int) -> Speech:
    found = select(Speech).where(Speech.meeting_id == meeting.id, Speech.id == speech_id)
    speech = db.session.scalar(found)
    if speech is None:
        raise NotFound(_("This person does not want to speak any more."))
    return speech
