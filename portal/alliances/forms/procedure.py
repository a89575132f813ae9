"""What is typed at the steps of an alliance's life."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.alliances.forms.offices import DESPITE_HINT, WHY_DESPITE, DeclaredForm, kin_field
from portal.alliances.states import CONVENTIONS_LABELS, Office, WithConventions
from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.meetings.forms.calling import TimesForm


class MemberCallForm(Form):
    text = TextAreaField(
        _l("Text of the call"),
        validators=[InputRequired(), Length(max=1000)],
        description=_l("Whom you look for and what you want to do together. Everybody can read it."),
    )
    closes_on = DateField(_l("Last day to apply"), validators=[InputRequired()])


class FoundingMeetingForm(TimesForm):
    venue = StringField(_l("Place of the meeting"), validators=[InputRequired(), Length(max=100)])
    chair = SelectField(
        _l("Who presides"),
        validators=[InputRequired()],
        description=_l("You keep the minutes; another member presides."),
    )
    short_notice = StringField(_l("Reason for a short notice"), validators=[Length(max=200)])

    @classmethod
    def among(cls, people: Iterable[tuple[int, str]], **kwargs: Any) -> FoundingMeetingForm:
        form = cls.received(**kwargs)
        form.chair.choices = choices((str(i), name) for i, name in people)
        return form


class ElectedForm(DeclaredForm):
    """Who was elected in the founding meeting."""

    chair = SelectField(_l("Chair"), validators=[InputRequired()])
    vice_chairs = SelectMultipleField(_l("Vice chairs"), validators=[Optional()])
    secretary = SelectField(_l("Secretary"), validators=[InputRequired()])
    supervisors = SelectMultipleField(
        _l("Supervisors"),
        validators=[InputRequired()],
        description=_l("Supervisors hold no other office and are not relatives of an officer."),
    )
    kin = kin_field()
    despite = StringField(WHY_DESPITE, validators=[Length(max=200)], description=DESPITE_HINT)

    @classmethod
    def among(cls, people: Iterable[tuple[int, str]], **kwargs: Any) -> ElectedForm:
        form = cls.received(**kwargs)
        offered = [(str(i), name) for i, name in people]
        for field in (form.chair, form.vice_chairs, form.secretary, form.supervisors):
            field.choices = choices(offered)
        return form

    @property
    def elected(self) -> dict[Office, list[int]]:
        return {
            Office.CHAIR: [int(self.chair.data)],
            Office.VICE_CHAIR: [int(i) for i in self.vice_chairs.data or ()],
            Office.SECRETARY: [int(self.secretary.data)],
            Office.SUPERVISOR: [int(i) for i in self.supervisors.data or ()],
        }


class ConfirmForm(Form):
    filing_no = StringField(_l("Filing number"), validators=[InputRequired(), Length(max=60)])


class TakeOverForm(Form):
    filing_no = StringField(_l("Filing number"), validators=[Length(max=60)])
    reason = TextAreaField(
        _l("Which papers prove the founding"),
        validators=[InputRequired(), Length(max=500)],
        description=_l("For example: minutes of the founding meeting and attendance list of 2023."),
    )


class EndingForm(Form):
    conventions = RadioField(
        _l("What becomes of its conventions"),
        choices=choices((str(kind), label) for kind, label in CONVENTIONS_LABELS.items()),
        default=str(WithConventions.KEPT),
        validators=[InputRequired()],
    )
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=500)])

    @property
    def chosen(self) -> WithConventions:
        return WithConventions(self.conventions.data)


class MergerForm(Form):
    into = SelectField(_l("Alliance to be joined"), validators=[InputRequired()])
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=500)])

    @classmethod
    def among(cls, alliances: Iterable[tuple[int, str]], **kwargs: Any) -> MergerForm:
        form = cls.received(**kwargs)
        form.into.choices = choices((str(i), name) for i, name in alliances)
        return form


class VoteDaysForm(Form):
    days = IntegerField(_l("Days of voting"), validators=[InputRequired(), NumberRange(1, 60)], default=10)
