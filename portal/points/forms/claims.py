"""Asking for points oneself."""

from __future__ import annotations

from datetime import date

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.points.forms import photos
from portal.points.services.determining import Deed


class ClaimForm(Form):
    """A good deed, in the words of who did it."""

    rule = SelectField(_l("Rule"), validators=[InputRequired()])
    times = IntegerField(
        _l("How often, or how many hours"), default=1, validators=[InputRequired(), NumberRange(1, 24)]
    )
    occurred_on = DateField(_l("Day"), validators=[InputRequired()])
    note = TextAreaField(
        _l("What have you done, and who saw it?"), validators=[InputRequired(), Length(max=300)]
    )
    evidence = StringField(
        _l("What shows it"),
        validators=[Length(max=300)],
        description=_l("Needed where the rule asks for it: photos, a sheet with signatures."),
    )

    photos = photos()

    @classmethod
    def of(cls, rules: list[tuple[str, str]], today: date) -> ClaimForm:
        form = cls.received(data={"occurred_on": today, "times": 1})
        form.rule.choices = choices(rules)
        return form

    def deed(self) -> Deed:
        given = self.data
        return Deed(
            note=given["note"],
            occurred_on=given["occurred_on"],
            times=given["times"],
            evidence=given["evidence"] or "",
        )
