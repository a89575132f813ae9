"""Walks and notes as numbers, for those outside of an alliance."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from portal.alliances.models import Alliance
from portal.core import clock
from portal.core.db import db
from portal.duty import rules
from portal.duty.models import Inspection
from portal.duty.queries.findings import figures


def put_right_in_time(alliance_id: int) -> int | None:
    """The percentage that `figures` counts; None where the notes are so few that it would tell of a single shop."""
    alliance = db.session.get(Alliance, alliance_id)
    counted = figures(alliance) if alliance is not None else {}
    return counted["percent"] if (counted.get("counted") or 0) >= rules.ENOUGH else None


def walks_of(
    first: date, last: date, *, user_id: int | None = None, alliance_id: int | None = None
) -> tuple[int, int]:
    """Walks of one person, or in one alliance, and shops looked at on them. Both days count."""
    start, end = (datetime.combine(day, time(), clock.CITY_ZONE) for day in (first, last + timedelta(days=1)))
    found = select(func.count(Inspection.id), func.coalesce(func.sum(Inspection.looked_count), 0)).where(
        Inspection.at >= start, Inspection.at < end
    )
    if user_id is not None:
        found = found.where(Inspection.walked_by == user_id)
    if alliance_id is not None:
        found = found.where(Inspection.alliance_id == alliance_id)
    walked, looked = db.session.execute(found).one()
    return walked, int(looked)
