"""What the clock says: whose week begins tomorrow, and what should have been put right by now."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.alliances.models import Alliance
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import N_
from portal.duty import queries
from portal.duty.models import Finding, Rota, Week
from portal.duty.services.telling import day_words, tell_of_finding, tell_of_rota
from portal.duty.states import FindingState, RotaState


def remind_on_the_eve() -> int:
    """The day before a week begins: a word to those on duty. Not guarded: run by the clock, repeatable."""
    tomorrow = clock.today() + timedelta(days=1)
    found = (
        select(Week)
        .join(Week.rota)
        .where(Rota.state == RotaState.PUBLISHED, Week.starts_on == tomorrow, Week.reminded_on.is_(None))
        .options(joinedload(Week.rota).joinedload(Rota.alliance))
    )
    weeks = db.session.scalars(found.order_by(Week.id)).all()
    for week in weeks:
        tell_of_rota(
            week.rota,
            N_("Tomorrow, on %(day)s, your week of duty for “%(alliance)s” begins."),
            f"eve:{week.number}",
            queries.people_in([week]),
            day=day_words(week.starts_on),
        )
        week.reminded_on = clock.today()
    return len(weeks)


def remind_of_what_is_late() -> int:
    """Once its time is over, a note is told to the shop and to those on duty, who recheck it.

    Not guarded: run by the clock, repeatable.
    """
    found = (
        select(Finding)
        .where(
            Finding.state == FindingState.REMINDED,
            Finding.due_at <= clock.now(),
            Finding.late_told_at.is_(None),
        )
        .options(joinedload(Finding.alliance).joinedload(Alliance.place), joinedload(Finding.membership))
    )
    findings = db.session.scalars(found.order_by(Finding.id).limit(500)).all()
    for finding in findings:
        week = queries.running_week(finding.alliance_id)
        walkers = queries.people_in([week]) if week else set()
        tell_of_finding(
            finding,
            N_("The time for %(title)s at “%(shop)s” is over; it can be rechecked."),
            f"late:{finding.reminders}",
            {finding.shop_id, *walkers},
        )
        finding.late_told_at = clock.now()
    return len(findings)
