"""Forms of impact assessments."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.honor.forms.stepping import number_field
from portal.honor.states import POLARITIES, Polarity


class AssessmentForm(Form):
    """What is weighed; place and kind of board are chosen once, when it is begun."""

    place = SelectField(_l("Place"), validators=[InputRequired()])
    polarity = RadioField(
        _l("Kind of board"), choices=choices(POLARITIES.items()), validators=[InputRequired()]
    )
    number = number_field(_l("Number of the assessment"))
    purpose = TextAreaField(
        _l("Purpose and manner"),
        validators=[InputRequired(), Length(max=2000)],
        description=_l("For what people are named, how, and why it cannot be done without."),
    )
    data_kinds = TextAreaField(
        _l("What is shown of them, and what is kept"), validators=[InputRequired(), Length(max=1000)]
    )
    audience = TextAreaField(
        _l("Who reads it, and for how long"), validators=[InputRequired(), Length(max=1000)]
    )
    risks = TextAreaField(
        _l("What it can do to them"),
        validators=[InputRequired(), Length(max=2000)],
        description=_l("Effects on their rights, and what could go wrong."),
    )
    measures = TextAreaField(
        _l("How they are protected"),
        validators=[InputRequired(), Length(max=2000)],
        description=_l("Lawful, working, and in proportion to the risks."),
    )
    valid_months = IntegerField(
        _l("Months for which it holds"), default=12, validators=[InputRequired(), NumberRange(1, 36)]
    )

    @property
    def words(self) -> dict[str, Any]:
        return {key: value for key, value in self.data.items() if key not in {"place", "polarity"}}

    @property
    def colour(self) -> Polarity:
        return Polarity(self.polarity.data)
