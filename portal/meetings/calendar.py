"""Meetings as calendars that telephones read (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone, vText, vUri

from portal.core import clock
from portal.core.i18n import _
from portal.core.pages import absolute
from portal.meetings.models import Meeting
from portal.meetings.states import KIND_LABELS, MeetingState

ZONE = clock.CITY_ZONE
PRODUCT = "-//Yiyue//Meetings//ZH"
STATUS = {MeetingState.CANCELLED: "CANCELLED"}


def calendar_of(meetings: Iterable[Meeting], *, name: str, prefix: str) -> bytes:
    """One calendar in the language being spoken. A change is taken over by its growing SEQUENCE, a cancelled
    meeting stays with its STATUS; the UID of a meeting never changes. `prefix` is the language's address."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))
    calendar.add("x-wr-timezone", vText(ZONE.key))
    calendar.add("refresh-interval", vText("PT1H"), parameters={"VALUE": "DURATION"})
    calendar.add_component(zone())
    for meeting in meetings:
        calendar.add_component(event_of(meeting, prefix))
    return bytes(calendar.to_ical())


@cache
def zone() -> Timezone:
    """All changes of its clocks are found first, which takes longer than all the rest."""
    return Timezone.from_tzid(ZONE.key)


def event_of(meeting: Meeting, prefix: str) -> Event:
    event = Event()
    address = absolute(f"{prefix}{meeting.path}")
    event.add("uid", f"meeting-{meeting.code}@{urlsplit(address).hostname or 'localhost'}")
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("sequence", meeting.sequence)
    event.add("dtstart", meeting.starts_at.astimezone(ZONE))
    event.add("dtend", meeting.ends_at.astimezone(ZONE))
    event.add("summary", str(meeting.title))
    event.add("description", f"{meeting.owner_name} · {KIND_LABELS[meeting.kind]}\n{address}")
    where = str(meeting.venue) or meeting.online_url
    if meeting.online_url and str(meeting.venue):
        where = _("%(venue)s, or online: %(url)s", venue=meeting.venue, url=meeting.online_url)
    event.add("location", where)
    event.add("url", vUri(address))
    event.add("status", STATUS.get(meeting.state, "CONFIRMED"))
    event.add("transp", "OPAQUE")
    return event
