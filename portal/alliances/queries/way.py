"""Where an alliance stands on its way, what comes next and who is on turn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from portal.alliances.models import Alliance, Membership, OfficeTerm
from portal.alliances.queries.belonging import holding_now
from portal.alliances.queries.membership import waiting_applications
from portal.alliances.queries.merging import mergers
from portal.alliances.queries.offices import officers
from portal.alliances.states import BEING_FOUNDED, BELONGING, AllianceState, MergerState, Office
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import _
from portal.core.language import dates
from portal.core.settings import setting

Stop = tuple[str, str, str]
SOON = timedelta(days=60)
ENDING_SOON = timedelta(days=30)
ENDED = (AllianceState.DISSOLVED, AllianceState.MERGED)


def initiators(alliance_id: int) -> int:
    """How many began it."""
    found = select(func.count(Membership.id)).where(
        Membership.alliance_id == alliance_id, Membership.initiator, Membership.state.in_(BELONGING)
    )
    return int(db.session.scalar(found) or 0)


def way(alliance: Alliance) -> list[Stop]:
    """The stops for the rail: (label, done | now | next, note). Nothing for one that was never confirmed."""
    if alliance.state is AllianceState.DECLINED:
        return []
    if alliance.state in BEING_FOUNDED:
        return _founding(alliance)
    stops: list[Stop] = [(_("Founded"), "done", _day(alliance.founded_on))]
    if alliance.state in ENDED:
        merged = alliance.state is AllianceState.MERGED
        last = _("Merged into another alliance") if merged else _("Dissolved")
        return [*stops, (_("Running"), "done", ""), (last, "now", _day(alliance.dissolved_on))]
    if alliance.state is AllianceState.ENDING:
        return [
            *stops,
            (_("Running"), "done", ""),
            (_("Dissolution asked for"), "now", _("a second person of the street decides")),
            (_("Dissolved"), "next", ""),
        ]
    return [*stops, *_terms(alliance)]


def _founding(alliance: Alliance) -> list[Stop]:
    at = BEING_FOUNDED.index(alliance.state)
    meeting = alliance.meeting
    notes = (
        _(
            "%(begun)s of %(least)s initiators",
            begun=initiators(alliance.id),
            least=setting("alliances.initiators"),
        ),
        _("until %(date)s", date=_day(alliance.call_closes_on)) if alliance.call_closes_on else "",
        dates.datetime_(meeting.starts_at) if meeting is not None else "",
        _("the street gives the number"),
    )
    labels = (_("Initiators"), _("Call for members"), _("Founding meeting"), _("Filing with the street"))
    stops: list[Stop] = []
    for number, (label, note) in enumerate(zip(labels, notes, strict=True)):
        state = "done" if number < at else "now" if number == at else "next"
        stops.append((label, state, note if number <= at else ""))
    return [*stops, (_("Running"), "next", "")]


def _terms(alliance: Alliance) -> list[Stop]:
    """Between two elections, or at the time of one."""
    last = select(func.min(OfficeTerm.ends_on)).where(
        OfficeTerm.alliance_id == alliance.id, OfficeTerm.office == Office.CHAIR, holding_now()
    )
    ends_on = db.session.scalar(last)
    if ends_on is None:
        return [(_("Running"), "done", ""), (_("Re-election"), "now", _("nobody is chair"))]
    if ends_on <= clock.today() + SOON:
        until = _("the term ends on %(date)s", date=_day(ends_on))
        return [(_("Running"), "done", ""), (_("Re-election"), "now", until)]
    return [
        (_("Running"), "now", ""),
        (_("Re-election"), "next", _("the term ends on %(date)s", date=_day(ends_on))),
    ]


def _day(day: date | None) -> str:
    return str(dates.date(day)) if day else ""


def waiting_in(alliance: Alliance) -> dict[str, Any] | None:
    """What waits for the officers of one alliance: applications, mergers to answer, terms that end soon."""
    ending = [t for t in officers(alliance) if t.ends_on <= clock.today() + ENDING_SOON]
    asked = [
        merger
        for merger in mergers(alliance)
        if merger.state is MergerState.PROPOSED and merger.into_id == alliance.id
    ]
    found = {
        "applications": waiting_applications([alliance.id]).get(alliance.id, 0),
        "mergers": asked,
        "ending": ending,
    }
    return found if any(found.values()) else None
