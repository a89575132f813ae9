"""What is typed about offices."""

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

from portal.alliances.states import ELECTED, NAMED_BY_OFFICERS, OFFICE_LABELS, Office
from portal.core.forms import Form, choices
from portal.core.i18n import _l

WHY_DESPITE = _l("Why all the same, although offices do not go together or people are relatives")
DESPITE_HINT = _l(
    "Only when the page warns you of it, or when you answer yes. Everybody can read the reason."
)


def kin_field() -> RadioField:
    """Stands after the person it is asked of."""
    return RadioField(
        _l("Close relative of the supervisor, or as supervisor of an officer?"),
        choices=choices((("no", _l("No")), ("yes", _l("Yes")))),
        validators=[Optional()],
        description=_l(
            "Husband or wife, parents, children, brothers and sisters, and theirs. Asked for the supervisor, and "
            "for chair, vice chair and secretary while there is one. The answer is kept with the office."
        ),
    )


class DeclaredForm(Form):
    """What is declared before somebody takes an office, in the field `kin`."""

    @property
    def declared(self) -> bool | None:
        return {"yes": True, "no": False}.get(str(self["kin"].data))


class AppointForm(DeclaredForm):
    person = SelectField(_l("Person"), validators=[InputRequired()])
    office = SelectField(_l("Office"), validators=[InputRequired()])
    section = SelectField(
        _l("Section"), validators=[Optional()], description=_l("Only for the leader of a section.")
    )
    kin = kin_field()
    despite = StringField(WHY_DESPITE, validators=[Length(max=200)], description=DESPITE_HINT)
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


class ElectForm(DeclaredForm):
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

    kin = kin_field()
    despite = StringField(WHY_DESPITE, validators=[Length(max=200)], description=DESPITE_HINT)

    @classmethod
    def among(cls, people: Iterable[tuple[int, str]], **kwargs: Any) -> ElectForm:
        form = cls.received(**kwargs)
        form.candidates.choices = choices((str(i), name) for i, name in people)
        form.office.choices = choices((str(office), OFFICE_LABELS[office]) for office in ELECTED)
        return form

    @property
    def chosen(self) -> Office:
        return Office(self.office.data)


class NameOfficerForm(DeclaredForm):
    person = SelectField(_l("Person"), validators=[InputRequired()])
    office = SelectField(_l("Office"), validators=[InputRequired()])
    section = SelectField(
        _l("Section"), validators=[Optional()], description=_l("Only for the leader of a section.")
    )
    ends_on = DateField(_l("Last day of the term"), validators=[InputRequired()])
    kin = kin_field()
    despite = StringField(WHY_DESPITE, validators=[Length(max=200)], description=DESPITE_HINT)

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
