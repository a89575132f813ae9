"""What a meeting is asked and what it has decided."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.meetings.models import HandVote, Meeting, Resolution, Seat
from portal.meetings.states import ResolutionState


def resolutions_of(meeting: Meeting) -> Sequence[Resolution]:
    found = select(Resolution).where(Resolution.meeting_id == meeting.id)
    return db.session.scalars(found.options(joinedload(Resolution.ballot)).order_by(Resolution.number)).all()


def resolutions_in(meeting: Meeting, *states: ResolutionState) -> Sequence[Resolution]:
    found = select(Resolution).where(Resolution.meeting_id == meeting.id, Resolution.state.in_(states))
    return db.session.scalars(found.order_by(Resolution.number)).all()


def get_resolution(meeting: Meeting, number: int) -> Resolution:
    found = select(Resolution).where(Resolution.meeting_id == meeting.id, Resolution.number == number)
    resolution = db.session.scalar(found.options(joinedload(Resolution.ballot)))
    if resolution is None:
        raise NotFound(_("This resolution was not found."))
    return resolution


def hands_of(meeting: Meeting) -> dict[int, list[HandVote]]:
    """All open votes of a meeting by resolution, in the order of the list."""
    found = (
        select(HandVote)
        .join(Resolution, Resolution.id == HandVote.resolution_id)
        .where(Resolution.meeting_id == meeting.id)
        .options(joinedload(HandVote.seat).joinedload(Seat.user))
        .order_by(HandVote.seat_id)
    )
    hands: dict[int, list[HandVote]] = {}
    for hand in db.session.scalars(found):
        hands.setdefault(hand.resolution_id, []).append(hand)
    return hands
