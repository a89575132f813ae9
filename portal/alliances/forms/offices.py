"""What is typed about offices."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import (
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.alliances.states import ELECTED, NAMED_BY_OFFICERS, OFFICE_LABELS, Office
from portal.core.forms import Form, choices
from portal.core.i18n import _l


class AppointForm(Form):
    person = SelectField(_l("Person"), validators=[InputRequired()])
    office = SelectField(_l("Office"), validators=[InputRequired()])
    section = SelectField(
        _l("Section"), validators=[Optional()], description=_l("Only for the leader of a section.")
    )
    despite = StringField(
        _l("Why, although the person holds an office that does not go with it"),
        validators=[Length(max=200)],
        description=_l("Only when the page warns you of it. Everybody can read the reason."),
    )
    starts_on = DateField(_l("Term begins"), validators=[InputRequired()])
    ends_on = DateField(_l("Last day of the term"), validators=[InputRequired()])

    @classmethod
    def among(
        cls, people: Iterable[tuple[int, str]], sections: Iterable[tuple[int, str]], **kwargs: Any
    ) -> AppointForm:
        form = cls.received(**kwargs)
        form.section.choices = choices([("", _l("In no section")), *((str(i), name) for i, name in sections)])
        form.person.choices = choices((str(i), name) for i, name in people)
        form.office.choices = choices((str(office), label) for office, label in OFFICE_LABELS.items())
        return form

    @property
    def chosen(self) -> Office:
        return Office(self.office.data)


class ElectForm(Form):
    office = SelectField(_l("Office"), validators=[InputRequired()])
    candidates = SelectMultipleField(
        _l("Candidates"),
        validators=[InputRequired()],
        description=_l("They have agreed to stand. “None of them” is added as the last answer."),
    )
    days = IntegerField(_l("Days of voting"), validators=[InputRequired(), NumberRange(1, 60)])
    months = IntegerField(
        _l("Length of the term in months"), validators=[InputRequired(), NumberRange(1, 60)]
    )

    @classmethod
    def among(cls, people: Iterable[tuple[int, str]], **kwargs: Any) -> ElectForm:
        form = cls.received(**kwargs)
        form.candidates.choices = choices((str(i), name) for i, name in people)
        form.office.choices = choices((str(office), OFFICE_LABELS[office]) for office in ELECTED)
        return form

    @property
    def chosen(self) -> Office:
        return Office(self.office.data)


class NameOfficerForm(Form):
    person = SelectField(_l("Person"), validators=[InputRequired()])
    office = SelectField(_l("Office"), validators=[InputRequired()])
    section = SelectField(
        _l("Section"), validators=[Optional()], description=_l("Only for the leader of a section.")
    )
    ends_on = DateField(_l("Last day of the term"), validators=[InputRequired()])
    despite = StringField(
        _l("Why, although the person holds an office that does not go with it"),
        validators=[Length(max=200)],
        description=_l("Only when the page warns you of it. Everybody can read the reason."),
    )

    @classmethod
    def among(
        cls, people: Iterable[tuple[int, str]], sections: Iterable[tuple[int, str]], **kwargs: Any
    ) -> NameOfficerForm:
        form = cls.received(**kwargs)
        form.person.choices = choices((str(i), name) for i, name in people)
        form.section.choices = choices([("", _l("In no section")), *((str(i), name) for i, name in sections)])
        form.office.choices = choices((str(office), OFFICE_LABELS[office]) for office in NAMED_BY_OFFICERS)
        return form

    @property
    def chosen(self) -> Office:
        return Office(self.office.data)


class HandoverForm(Form):
    successor = SelectField(_l("Who follows"), validators=[InputRequired()])
    more = TextAreaField(
        _l("What else is handed over"),
        validators=[Length(max=2000)],
        description=_l("One item per line; what the city has set stands on the list in any case."),
    )

    @classmethod
    def among(cls, people: Iterable[tuple[int, str]], **kwargs: Any) -> HandoverForm:
        form = cls.received(**kwargs)
        form.successor.choices = choices((str(i), name) for i, name in people)
        return form
