"""Times of a public service: opened by officers, chosen by residents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wtforms import DateField, IntegerField, SelectField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.core.clock import CITY_ZONE
from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.core.language import dates
from portal.points.forms import ReserveForm
from portal.points.models import Slot


class SlotsForm(Form):
    day = DateField(_l("Day"), validators=[InputRequired()])
    begins = TimeField(_l("Begins at"), validators=[InputRequired()])
    minutes = IntegerField(_l("Length in minutes"), validators=[InputRequired(), NumberRange(5, 600)])
    capacity = IntegerField(_l("People at the same time"), validators=[InputRequired(), NumberRange(1, 500)])
    weeks = IntegerField(
        _l("For so many weeks"),
        default=1,
        validators=[InputRequired(), NumberRange(1, 26)],
        description=_l("The same day and time each week."),
    )

    def first(self) -> datetime:
        day, begins = self.day.data, self.begins.data
        assert day and begins  # both are required
        return datetime.combine(day, begins, CITY_ZONE)


class AppointmentForm(ReserveForm):
    """The confirmation, with the time that suits."""

    slot = SelectField(_l("Time of the appointment"), validators=[InputRequired()], validate_choice=False)
    """What was free when the page was opened may be full by now: the service says so in a sentence."""

    @classmethod
    def of(cls, slots: Sequence[Slot]) -> AppointmentForm:
        form = cls.received()
        form.slot.choices = choices((slot.code, shown(slot)) for slot in slots)
        return form


class CallOffForm(Form):
    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(), Length(max=100)],
        description=_l("Everybody who has taken this time reads it."),
    )


def shown(slot: Slot) -> str:
    return f"{dates.datetime_(slot.starts_at)}–{dates.time(slot.ends_at)}"
