"""Notices as a calendar that telephones read (RFC 5545). A calendar outlives a notice: it names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vText, vUri

from portal.core import clock
from portal.core.i18n import _
from portal.core.pages import absolute
from portal.notices.kinds import notice_kinds
from portal.notices.models import Notice

PRODUCT = "-//Yiyue//Notices//ZH"


def calendar_of(notices: Iterable[Notice], *, name: str, prefix: str) -> bytes:
    """One day-long event from the first day of each to its last. `prefix` is the language's address."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(name))
    calendar.add("refresh-interval", vText("PT6H"), parameters={"VALUE": "DURATION"})
    for notice in notices:
        calendar.add_component(event_of(notice, prefix))
    return bytes(calendar.to_ical())


def event_of(notice: Notice, prefix: str) -> Event:
    event = Event()
    address = absolute(f"{prefix}{notice.address}")
    kind = str(notice_kinds()[notice.kind].label)
    event.add("uid", f"notice-{notice.code}@{urlsplit(address).hostname or 'localhost'}")
    event.add("dtstamp", datetime.combine(notice.starts_on, time(0), tzinfo=clock.CITY_ZONE))
    event.add("dtstart", notice.starts_on)
    event.add("dtend", (notice.until_on or notice.starts_on) + timedelta(days=1))
    event.add("summary", f"{notice.number} {kind if notice.names_somebody else notice.title}")
    event.add("description", f"{notice.signed} · {_('The last day is the last one to object.')}\n{address}")
    event.add("url", vUri(address))
    event.add("transp", "TRANSPARENT")
    return event
