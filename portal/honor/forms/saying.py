"""Forms for those an entry is about, and for everybody who disagrees."""

from __future__ import annotations

from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.core.forms import Form, choices
from portal.core.i18n import _l


class ConsentForm(Form):
    """Yes or no; both are fine."""

    answer = RadioField(
        _l("May this stand on the honour roll?"),
        choices=choices(
            (("yes", _l("Yes, I agree to this text")), ("no", _l("No, I prefer not to be praised")))
        ),
        validators=[InputRequired()],
    )


class AnswerForm(Form):
    granted = RadioField(
        _l("Is the objection right?"),
        choices=choices((("yes", _l("Yes: the entry comes down")), ("no", _l("No: the entry stays")))),
        validators=[InputRequired()],
    )
    answer = TextAreaField(
        _l("Answer and reason"),
        validators=[InputRequired(), Length(max=1000)],
        description=_l("When the entry comes down, this stands as the public correction."),
    )


class StatementForm(Form):
    points = TextAreaField(
        _l("Your statement"),
        validators=[InputRequired(), Length(max=4000)],
        description=_l("Put each point on a line of its own: each gets an answer of its own."),
    )
    received_on = DateField(_l("Received on"), validators=[Optional()], description=_l("Empty: today."))


class RepairForm(Form):
    text = TextAreaField(_l("What has been done"), validators=[InputRequired(), Length(max=1000)])
    pledge = BooleanField(_l("I pledge to keep it so"), validators=[InputRequired()])


class OpenFileForm(Form):
    purpose = StringField(_l("Why do you open this file?"), validators=[InputRequired(), Length(max=200)])
