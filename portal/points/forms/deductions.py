"""What is written when points are taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.points.forms import photos
from portal.points.states.deductions import METHOD_LABELS


class FindForm(Form):
    """Something that was found, before anybody is told."""

    username = StringField(_l("Username of the person"), validators=[InputRequired(), Length(max=64)])
    rule = SelectField(_l("Rule"), validators=[InputRequired()])
    occurred_on = DateField(_l("Day"), validators=[InputRequired()])
    facts = TextAreaField(
        _l("What happened"),
        validators=[InputRequired(), Length(max=600)],
        description=_l(
            "Place, time and what was seen. Never a petition, a complaint, an opinion or an illness."
        ),
    )
    evidence = TextAreaField(
        _l("What shows it"),
        validators=[InputRequired(), Length(max=300)],
        description=_l("Photos with their time, records, a written finding of the authority."),
    )

    points = IntegerField(
        _l("Points within the range"),
        validators=[Optional(), NumberRange(1, 200)],
        description=_l("Only under a rule with a range."),
    )
    weighing = StringField(_l("Why so many points"), validators=[Length(max=200)])
    photos = photos()

    @classmethod
    def of(cls, rules: list[tuple[str, str]], today: date) -> FindForm:
        form = cls.received(data={"occurred_on": today})
        form.rule.choices = choices(rules)
        return form


class ServeForm(Form):
    """How the notice reaches the person."""

    method = SelectField(
        _l("How it is served"),
        choices=choices((str(method), label) for method, label in METHOD_LABELS.items()),
        validators=[InputRequired()],
    )


class SayForm(Form):
    """Words of the person, or the reasons of an official."""

    words = TextAreaField(_l("In your words"), validators=[InputRequired(), Length(max=1000)])

    @classmethod
    def called(cls, label: Any) -> SayForm:
        form = cls.received()
        form.words.label.text = str(label)
        return form


class AnswerForm(SayForm):
    """Words of the person, with photos that show it."""

    photos = photos()
