"""Changing places and the calendar of working days."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select

from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.places.models import CalendarDay, Place
from portal.places.rules import DayKind, published_days


def load_calendar() -> int:
    """Put the published holidays into the calendar; days that are there already stay as they are.

    Not guarded: the first start of a city and `portal demo` do it.
    """
    known = set(db.session.scalars(select(CalendarDay.day)))
    fresh = [row for row in published_days() if row.day not in known]
    notices = {source: Bitext.of(source) for source in {row.source for row in fresh}}
    days = [
        {
            "day": row.day,
            "working": row.kind is DayKind.WORKDAY,
            "name": Bitext.both(row.name_hans, row.name_hant),
            "source": notices[row.source],
        }
        for row in fresh
    ]
    if days:
        db.session.execute(insert(CalendarDay), days)
    return len(fresh)


@guarded("places.edit")
def edit(
    place: Place, *, name_hans: str, name_hant: str, intro: str, address: str, contact_phone: str, actor: Any
) -> None:
    """What the place's page says. Both names are written by hand; no converter touches them."""
    place.name = Bitext.both(name_hans, name_hant)
    if intro != place.intro.original:
        place.intro = intro  # type: ignore[assignment]  # a str is cleaned and becomes a Bitext
    place.address = address  # type: ignore[assignment]
    place.contact_phone = contact_phone


@guarded("places.edit_calendar")
def name_day(
    city: Place, *, day: date, working: bool, name_hans: str, name_hant: str, source: str, actor: Any
) -> CalendarDay:
    """A day that is not what its weekday says. Naming it again replaces what was said."""
    if not source.strip():
        raise Refused(_("Please name the notice that says so."))
    row = db.session.get(CalendarDay, day) or CalendarDay(day=day)
    row.working = working
    row.source = source  # type: ignore[assignment]  # a str becomes a Bitext
    row.name = Bitext.both(name_hans, name_hant)
    db.session.add(row)
    return row


@guarded("places.edit_calendar")
def forget_day(city: Place, *, day: date, actor: Any) -> None:
    """The day is again what its weekday says."""
    row = db.session.get(CalendarDay, day)
    if row is None:
        raise Refused(_("This day is not in the calendar."))
    db.session.delete(row)
