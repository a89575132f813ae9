"""Who may do what in a meeting; `thing` is a meeting, something of it, or the body that meets."""

from __future__ import annotations

from typing import Any

from portal.core.i18n import _l
from portal.core.permissions import Rule, rule, signed_in
from portal.meetings import queries
from portal.meetings.models import Meeting
from portal.meetings.owners import owner_kind
from portal.meetings.states import MeetingState, SeatKind


def meeting_of(thing: Any) -> Meeting:
    found: Meeting = thing if isinstance(thing, Meeting) else thing.meeting
    return found


@rule(_l("Only those who lead this body can call its meetings."))
def calls(actor: Any, thing: Any) -> bool:
    if hasattr(thing, "ref"):
        return owner_kind(thing.kind).may_call(actor, thing.id)
    meeting = meeting_of(thing)
    return owner_kind(meeting.owner_kind).may_call(actor, meeting.owner_id)


@rule(_l("Only the chair, the secretary of this meeting or those who lead the body can do this."))
def officiates(actor: Any, thing: Any) -> bool:
    return queries.officiates(actor, meeting_of(thing))


@rule(_l("You are not on the list of this meeting."))
def listed(actor: Any, thing: Any) -> bool:
    return queries.seat_of(meeting_of(thing), actor) is not None


@rule(_l("Only those who are entitled to vote in this meeting can do this."))
def entitled(actor: Any, thing: Any) -> bool:
    seat = queries.seat_of(meeting_of(thing), actor)
    return seat is not None and seat.kind is SeatKind.VOTING


@rule(_l("Please sign in to the meeting first: scan the code on the screen in the room."))
def present(actor: Any, thing: Any) -> bool:
    seat = queries.seat_of(meeting_of(thing), actor)
    return seat is not None and seat.here


@rule(_l("The meeting is not in session."))
def in_session(_actor: Any, thing: Any) -> bool:
    return meeting_of(thing).state is MeetingState.RUNNING


@rule(_l("The meeting is not over yet."))
def over(_actor: Any, thing: Any) -> bool:
    return meeting_of(thing).state is MeetingState.ENDED


@rule(_l("Only the chair or the secretary of this meeting confirms its minutes."))
def answers_for_the_minutes(actor: Any, thing: Any) -> bool:
    meeting = meeting_of(thing)
    return actor.id in {meeting.chair_id, meeting.secretary_id}


@rule(_l("This task is somebody else's."))
def own_task(actor: Any, thing: Any) -> bool:
    return bool(actor.id == thing.user_id)


@rule(_l("Only those who lead the body can do this."))
def carries_on(actor: Any, thing: Any) -> bool:
    """Those who lead the body of which the one that met has become a part."""
    meeting = meeting_of(thing)
    owner = owner_kind(meeting.owner_kind)
    heir = owner.heir(meeting.owner_id)
    return heir is not None and owner.may_call(actor, heir)


PERMISSIONS: dict[str, Rule] = {
    "meetings.see_own": signed_in,
    "meetings.call": signed_in & calls,
    "meetings.send_notice": signed_in & calls,
    "meetings.edit": signed_in & officiates,
    "meetings.postpone": signed_in & calls,
    "meetings.cancel": signed_in & calls,
    "meetings.name_officers": signed_in & calls,
    "meetings.open": signed_in & officiates,
    "meetings.close": signed_in & officiates,
    "meetings.sign_in": signed_in & listed,
    "meetings.keep_list": signed_in & officiates,
    "meetings.give_proxy": signed_in & entitled,
    "meetings.speak": signed_in & listed & in_session & present,
    "meetings.give_word": signed_in & officiates & in_session,
    "meetings.propose": signed_in & officiates,
    "meetings.hold_vote": signed_in & officiates & in_session,
    "meetings.vote": signed_in & entitled & in_session & present,
    "meetings.write_minutes": signed_in & officiates,
    "meetings.confirm_minutes": signed_in & answers_for_the_minutes & over,
    "meetings.publish_minutes": signed_in & officiates & over,
    "meetings.give_task": signed_in & officiates,
    "meetings.settle_task": signed_in & (own_task | carries_on | officiates),
    "meetings.keep_calendar": signed_in,
}
