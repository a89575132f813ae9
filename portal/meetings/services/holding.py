"""Put a meeting off, open it, close it."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import dates
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.events.meetings import MeetingEnded, MeetingPutOff
from portal.meetings import queries
from portal.meetings.models import Meeting
from portal.meetings.services.calling import check_notice, check_times, touch
from portal.meetings.services.telling import tell
from portal.meetings.states import LIFE, MeetingState, ResolutionState

EARLY = timedelta(minutes=30)  # so much before its time the chair may open


@guarded("meetings.postpone")
def postpone(
    meeting: Meeting, *, starts_at: datetime, ends_at: datetime, reason: str, actor: User
) -> Meeting:
    """Another time, with a reason and a new notice, whose period runs anew."""
    check_times(starts_at, ends_at)
    if starts_at == meeting.starts_at:
        raise Refused(_("This is the time that was called already."))
    check_notice(meeting, starts_at, reason)
    LIFE.move(meeting, "postpone", actor=actor, reason=reason)
    meeting.starts_at, meeting.ends_at, meeting.notice_sent_at = starts_at, ends_at, clock.now()
    touch(meeting)
    tell(
        meeting,
        N_("“%(title)s” has been postponed to %(when)s: %(reason)s"),
        what=f"postponed:{meeting.sequence}",
        reason=reason,
    )
    announce(MeetingPutOff(meeting_id=meeting.id, cancelled=False))
    return meeting


@guarded("meetings.cancel")
def cancel(meeting: Meeting, *, reason: str, actor: User) -> Meeting:
    """It does not take place; those who were told hear why."""
    _cancel(meeting, reason, actor)
    return meeting


def _cancel(meeting: Meeting, reason: str, actor: User) -> None:
    told = meeting.state is MeetingState.CALLED
    LIFE.move(meeting, "cancel", actor=actor, reason=reason)
    touch(meeting)
    if told:
        tell(
            meeting,
            N_("“%(title)s” on %(when)s has been cancelled: %(reason)s"),
            what="cancelled",
            reason=reason,
        )
        announce(MeetingPutOff(meeting_id=meeting.id, cancelled=True))


@guarded("meetings.open")
def open_meeting(meeting: Meeting, *, actor: User) -> Meeting:
    """The chair opens. Without a quorum one may still talk; nothing can be put to the vote."""
    if clock.now() < meeting.starts_at - EARLY:
        raise Refused(
            _(
                "It is too early: the meeting was called for %(when)s.",
                when=dates.datetime_(meeting.starts_at),
            )
        )
    LIFE.move(meeting, "open", actor=actor)
    meeting.opened_at = clock.now()
    announce(CardChanged(kind="meeting", object_id=meeting.id))
    return meeting


@guarded("meetings.close")
def close(meeting: Meeting, *, actor: User) -> Meeting:
    """The chair closes. A vote that is still open has to be counted or dropped first."""
    hold_row(meeting)
    if queries.resolutions_in(meeting, ResolutionState.VOTING):
        raise Refused(_("A vote is still open. Count it first."))
    LIFE.move(meeting, "close", actor=actor)
    meeting.ended_at = clock.now()
    announce(MeetingEnded(meeting_id=meeting.id))
    announce(CardChanged(kind="meeting", object_id=meeting.id))
    return meeting


def cancel_all(kind: str, body_id: int, *, reason: str, actor: User) -> int:
    """The body has ended: what it has called does not take place. Not guarded: the body's own feature has asked."""
    ahead = queries.called_of(kind, body_id)
    for meeting in ahead:
        _cancel(meeting, reason, actor)
    return len(ahead)
