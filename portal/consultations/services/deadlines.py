"""By when the answers are published. Law or custom counts working days; the organiser may promise an earlier day."""

from __future__ import annotations

from datetime import timedelta

from portal.consultations.models import Consultation
from portal.core import clock
from portal.places.queries import work_calendar

A_MOMENT = timedelta(seconds=1)


def set_due(consultation: Consultation) -> None:
    """Count anew, whenever the end of the time for opinions moves. Not guarded: part of publishing and extending."""
    last_day = clock.local(consultation.closes_at - A_MOMENT).date()
    days = consultation.rule.answer_days
    asked = [work_calendar().add_working_days(last_day, days)] if days else []
    promised = [consultation.result_on] if consultation.result_on else []
    consultation.due_on = min([*asked, *promised], default=None)


def give_back(consultation: Consultation, rested: timedelta) -> None:
    """While it rested, the days for answering stood still. Not guarded: part of taking it up again."""
    if consultation.due_on is not None:
        later = consultation.due_on + timedelta(days=rested.days)
        consultation.due_on = work_calendar().or_next_working_day(later)
