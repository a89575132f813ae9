"""When a section is given up, its weeks stay with the people who are in it that day."""

from __future__ import annotations

from portal.core.db import db
from portal.duty import queries
from portal.duty.models import Turn


def name_the_people(section_id: int) -> None:
    """Write the members of a section into its weeks by name. Not guarded: follows what the alliance did."""
    weeks = queries.weeks_of_section(section_id)
    members = queries.in_sections({section_id}) if weeks else ()
    for week in weeks:
        there = {turn.membership_id for turn in queries.on_duty(week)}
        db.session.add_all(Turn(week=week, membership_id=m.id) for m in members if m.id not in there)
        week.section = None
    db.session.flush()  # the section may go
