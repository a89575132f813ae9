"""The sessions of a consultation: who sits for whom, papers in time, and which side is absent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.consultations.models import Attendee, Consultation, ConsultationRecord, Side
from portal.consultations.queries.results import OWNER
from portal.consultations.services.seats import sides_of
from portal.consultations.states import RecordKind, SeatState
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.meetings.models import Meeting, Seat
from portal.meetings.queries import meetings_of
from portal.meetings.states import MeetingState

HELD = frozenset({MeetingState.RUNNING, MeetingState.ENDED})


@dataclass(frozen=True)
class SideView:
    """One side with its people, those who were chosen first."""

    side: Side
    people: Sequence[Attendee]

    @property
    def chosen(self) -> list[Attendee]:
        return [one for one in self.people if one.state is SeatState.CHOSEN]

    @property
    def free(self) -> int:
        return self.side.seats - len(self.chosen)


@dataclass(frozen=True)
class SessionView:
    """One meeting: its papers, and how many of each side came."""

    meeting: Meeting
    due: datetime
    papers: Sequence[ConsultationRecord]
    present: dict[int, int] = field(default_factory=dict)
    absent: Sequence[Side] = ()

    @property
    def late(self) -> list[ConsultationRecord]:
        return [paper for paper in self.papers if paper.at > self.due]

    @property
    def overdue(self) -> bool:
        return not self.papers and clock.now() > self.due


def people_of(consultation: Consultation) -> Sequence[Attendee]:
    """Everybody who applied or was seated. One query."""
    found = select(Attendee).where(Attendee.consultation_id == consultation.id)
    return db.session.scalars(found.options(joinedload(Attendee.user)).order_by(Attendee.id)).all()


def side_views(consultation: Consultation, people: Sequence[Attendee]) -> list[SideView]:
    order = list(SeatState)
    order.sort(key=lambda state: state is not SeatState.CHOSEN)
    return [
        SideView(
            side,
            sorted((one for one in people if one.side_id == side.id), key=lambda one: order.index(one.state)),
        )
        for side in sides_of(consultation)
    ]


def session_views(consultation: Consultation, sides: Sequence[SideView], viewer: Any) -> list[SessionView]:
    """Three queries, however many sessions there are."""
    found = meetings_of(OWNER, consultation.id, viewer).order_by(Meeting.starts_at)
    meetings = db.session.scalars(found).all()
    ids = [meeting.id for meeting in meetings]
    papers = db.session.scalars(
        select(ConsultationRecord)
        .where(ConsultationRecord.meeting_id.in_(ids), ConsultationRecord.kind == RecordKind.SESSION_PAPER)
        .order_by(ConsultationRecord.id)
    ).all()
    seats = db.session.scalars(
        select(Seat).where(Seat.meeting_id.in_(ids), Seat.signed_at.is_not(None))
    ).all()
    views = []
    for meeting in meetings:
        here = [seat for seat in seats if seat.meeting_id == meeting.id]
        present = {view.side.id: present_of(view, here) for view in sides}
        views.append(
            SessionView(
                meeting,
                consultation.rule.papers_due(meeting.starts_at),
                [paper for paper in papers if paper.meeting_id == meeting.id],
                present,
                [v.side for v in sides if not present[v.side.id]] if meeting.state in HELD else (),
            )
        )
    return views


def present_of(view: SideView, here: Sequence[Seat]) -> int:
    """How many of a side signed in: its chosen people by their account, guests by the side they named."""
    users = {one.user_id for one in view.chosen if one.user_id}
    names = {view.side.name.hans, view.side.name.hant}
    return sum(
        seat.user_id in users if seat.user_id else bool({seat.guest_of.hans, seat.guest_of.hant} & names)
        for seat in here
    )


def get_side(consultation: Consultation, position: int) -> Side:
    found = next((side for side in sides_of(consultation) if side.position == position), None)
    if found is None:
        raise NotFound(_("This side was not found."))
    return found


def get_attendee(consultation: Consultation, attendee_id: int) -> Attendee:
    one = db.session.get(Attendee, attendee_id)
    if one is None or one.consultation_id != consultation.id:
        raise NotFound(_("This person was not found."))
    return one


def mine(consultation: Consultation, viewer: Any) -> Attendee | None:
    reader = getattr(viewer, "id", None)
    if reader is None:
        return None
    found = select(Attendee).where(Attendee.consultation_id == consultation.id, Attendee.user_id == reader)
    return db.session.scalar(found)
