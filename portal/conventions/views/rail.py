"""The rail at the top of a convention: where it stands, what comes next, who is on turn and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.ballots.queries import ballot_numbered
from portal.conventions import queries
from portal.conventions.models import Convention
from portal.conventions.rules.ways import Way, way_of
from portal.conventions.states import (
    BESIDE,
    NEXT_STEPS,
    ON_TURN,
    ORDER,
    PARTY_LABELS,
    STATE_LABELS,
    STOP_LABELS,
    State,
)
from portal.core import clock
from portal.core.i18n import _
from portal.core.language import dates
from portal.core.settings import setting

ENDS = frozenset({State.REPEALED})


@dataclass(frozen=True)
class Rail:
    """What the page shows of the way: stops as (label, done | now | next, note), and the turn in words."""

    stops: list[tuple[Any, str, str]]
    at: int
    now: Any
    comes: Any
    sentence: Any
    party: Any
    until: datetime | None

    @property
    def overdue(self) -> bool:
        return self.until is not None and self.until < clock.now()


def stops_of(convention: Convention, way: Way) -> list[State]:
    """The stops of this kind's way; others only where this convention stands on one of them."""
    here = BESIDE.get(convention.state, convention.state)
    common = {State.PROPOSED, State.VOTING, State.PUBLISHED, State.IN_FORCE, State.APPRAISAL, here}
    signing = {State.SIGNING} if way.signs else set()
    skipped = {State.APPROVED_FOR_VOTE, State.ADOPTED} - {here}
    return [s for s in ORDER if s in (way.stops | common | signing) and s not in skipped]


def rail(convention: Convention) -> Rail:
    way = way_of(convention.kind)
    stops, here = stops_of(convention, way), BESIDE.get(convention.state, convention.state)
    at = stops.index(here)
    rows: list[tuple[Any, str, str]] = []
    for i, state in enumerate(stops):
        label = STATE_LABELS[convention.state] if i == at else STOP_LABELS[state]
        rows.append(
            (
                label,
                "done" if i < at else "now" if i == at else "next",
                note(convention, state) if i <= at else "",
            )
        )
    comes = stops[at + 1] if at + 1 < len(stops) and convention.state not in ENDS else None
    return Rail(
        stops=rows,
        at=at + 1,
        now=STATE_LABELS[convention.state],
        comes=STOP_LABELS[comes] if comes else "",
        sentence=NEXT_STEPS[convention.state],
        party=PARTY_LABELS[ON_TURN[convention.state]],
        until=deadline(convention),
    )


def end_of_day(day: date | None) -> datetime | None:
    return clock.end_of(day) if day else None


def reply_by(since: datetime | None) -> datetime | None:
    return since + timedelta(days=int(setting("conventions.review_days"))) if since else None


def deadline(convention: Convention) -> datetime | None:
    """Until when the turn lasts; None where nothing sets a day."""
    match convention.state:
        case State.GATHERING:
            return convention.comment_until
        case State.UNDER_REVIEW:
            return reply_by(convention.handed_in_at)
        case State.MEETING_CALLED | State.DELIBERATION:
            return convention.meeting_at
        case State.VOTING:
            ballot = ballot_numbered(convention.ballot_id)
            return ballot.closes_at if ballot else None
        case State.ADOPTED | State.FILING_OBJECTED:
            return end_of_day(convention.filing_due_on)
        case State.PUBLISHED:
            return end_of_day(convention.in_force_on)
        case State.SIGNING:
            return convention.signing_until
        case State.IN_FORCE | State.APPRAISAL | State.ORDERED_TO_CORRECT | State.FILED:
            return later_deadline(convention)
    return None


def later_deadline(convention: Convention) -> datetime | None:
    """The same for what needs another look at the records."""
    if convention.state is State.FILED:
        filing = queries.filing_of(queries.current_version(convention))
        return reply_by(filing.sent_at) if filing and not filing.decided_at else None
    if convention.state is State.ORDERED_TO_CORRECT:
        orders = queries.open_orders(convention)
        return end_of_day(orders[-1].due_on) if orders else None
    appraisals = queries.appraisals_of(convention)
    if convention.state is State.APPRAISAL:
        return next((a.until for a in appraisals if a.closed_at is None), None)
    last = next((clock.local(a.closed_at).date() for a in appraisals if a.closed_at), None)
    return end_of_day(queries.appraisal_due(convention, last))


def note(convention: Convention, state: State) -> str:
    if state is State.GATHERING and convention.comment_until:
        return str(_("until %(day)s", day=dates.date(dates.local(convention.comment_until))))
    if state is State.MEETING_CALLED and convention.meeting_at:
        return dates.datetime_(convention.meeting_at)
    if state is State.PUBLISHED and convention.published_at:
        return dates.date(dates.local(convention.published_at))
    if state is State.IN_FORCE and convention.in_force_on:
        return str(_("from %(day)s", day=dates.date(convention.in_force_on)))
    return ""
