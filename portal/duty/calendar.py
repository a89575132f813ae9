"""Weeks of duty as a calendar that telephones read (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, vText, vUri

from portal.core.i18n import _
from portal.core.pages import absolute
from portal.duty.models import Rota, Week
from portal.duty.states import RotaState

PRODUCT = "-//Yiyue//Duty//ZH"


def calendar_of(rota: Rota, weeks: Iterable[tuple[Week, str]], *, prefix: str) -> bytes:
    """Each week with who is on duty, as whole days. A change is taken over by its growing SEQUENCE."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_("Duty of %(alliance)s", alliance=rota.alliance.name)))
    for week, names in weeks:
        calendar.add_component(event_of(rota, week, names, prefix))
    return bytes(calendar.to_ical())


def event_of(rota: Rota, week: Week, names: str, prefix: str) -> Event:
    event = Event()
    address = absolute(f"{prefix}{rota.path}")
    event.add("uid", f"duty-{rota.code}-{week.number}@{urlsplit(address).hostname or 'localhost'}")
    event.add("dtstamp", rota.changed_at)
    event.add("last-modified", rota.changed_at)
    event.add("sequence", rota.sequence)
    event.add("dtstart", week.starts_on)
    event.add("dtend", week.ends_on + timedelta(days=1))  # the first day after
    event.add("summary", _("On duty: %(names)s", names=names))
    event.add("description", f"{rota.alliance.name}\n{week.note}\n{address}".replace("\n\n", "\n"))
    event.add("url", vUri(address))
    event.add("status", "CONFIRMED" if rota.state is RotaState.PUBLISHED else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    return event
