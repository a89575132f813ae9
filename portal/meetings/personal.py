"""What the meetings know of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.core.language import Bitext
from portal.meetings.models import CalendarKey, HandVote, Resolution, Seat, Task


def export(user_id: int) -> dict[str, Any]:
    """Seats, raised hands and tasks."""
    seats = select(Seat).where(Seat.user_id == user_id).options(joinedload(Seat.meeting))
    hands = (
        select(Resolution.text, HandVote.choice, HandVote.dissent, HandVote.at)
        .join(HandVote, HandVote.resolution_id == Resolution.id)
        .join(Seat, Seat.id == HandVote.seat_id)
        .where(Seat.user_id == user_id)
    )
    tasks = select(Task).where(Task.user_id == user_id)
    return {
        "meetings": [
            {
                "title": s.meeting.title.original,
                "starts_at": s.meeting.starts_at.isoformat(),
                "seat": str(s.kind),
                "signed_at": s.signed_at.isoformat() if s.signed_at else None,
                "left_at": s.left_at.isoformat() if s.left_at else None,
            }
            for s in db.session.scalars(seats.order_by(Seat.id))
        ],
        "votes": [
            {"text": row.text.original, "choice": str(row.choice), "dissent": row.dissent.original}
            for row in db.session.execute(hands.order_by(HandVote.id))
        ],
        "tasks": [
            {"text": t.text.original, "due_on": t.due_on.isoformat(), "state": str(t.state)}
            for t in db.session.scalars(tasks.order_by(Task.id))
        ],
    }


def forget(user_id: int) -> None:
    """The calendar's address and notes go; lists and votes keep the number, so that what was decided stays sound."""
    db.session.execute(delete(CalendarKey).where(CalendarKey.user_id == user_id))
    db.session.execute(update(Task).where(Task.user_id == user_id).values(note=Bitext.of("")))
