"""The order of speaking: ask for the word, be given it for so many minutes, finish."""

from __future__ import annotations

from datetime import timedelta

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded
from portal.meetings import queries
from portal.meetings.models import AgendaItem, Meeting, Speech

MOST_MINUTES = 60


@guarded("meetings.speak")
def ask_for_word(meeting: Meeting, *, item: AgendaItem | None = None, actor: User) -> Speech:
    """The actor stands at the end of the queue."""
    hold_row(meeting)
    seat = queries.seat_of(meeting, actor)
    if seat is None or any(s.seat_id == seat.id for s in queries.speeches_open(meeting)):
        raise Refused(_("You have asked for the word already."))
    speech = Speech(meeting_id=meeting.id, seat=seat, item_id=item.id if item else None)
    db.session.add(speech)
    db.session.flush()  # shown in the queue at once
    return speech


@guarded("meetings.speak")
def take_back_word(meeting: Meeting, *, actor: User) -> Meeting:
    """The actor wants to speak no more, or has finished."""
    mine = [s for s in queries.speeches_open(meeting) if s.seat.user_id == actor.id]
    if not mine:
        raise Refused(_("You have not asked for the word."))
    for speech in mine:
        speech.ended_at = clock.now()
    return meeting


@guarded("meetings.give_word")
def give_word(meeting: Meeting, *, speech: Speech, minutes: int, actor: User) -> Speech:
    """One speaks at a time: who spoke before has finished."""
    hold_row(meeting)
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("The word is given for 1 to %(most)s minutes.", most=MOST_MINUTES))
    if speech.ended_at is not None or speech.meeting_id != meeting.id:
        raise Refused(_("This person does not want to speak any more."))
    now = clock.now()
    for other in queries.speeches_open(meeting):
        if other.given_at is not None and other.id != speech.id:
            other.ended_at = now
    speech.given_at, speech.until = now, now + timedelta(minutes=minutes)
    return speech


@guarded("meetings.give_word")
def end_speech(meeting: Meeting, *, speech: Speech, actor: User) -> Speech:
    """The time is over, or the speaker has come to an end."""
    if speech.ended_at is not None or speech.meeting_id != meeting.id:
        raise Refused(_("This person does not want to speak any more."))
    speech.ended_at = clock.now()
    return speech
