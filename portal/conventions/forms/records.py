"""The records of making and keeping: who, what about, which clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    FormField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, Length, Optional

from portal.conventions.forms.steps import near
from portal.conventions.forms.words import words
from portal.conventions.states import CAPACITY_LABELS, FINDING_LABELS, FORCE_LABELS
from portal.core import clock
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.files.forms import FilesField

SCORES = {
    "5": _l("5: kept very well"),
    "4": _l("4: kept well"),
    "3": _l("3: partly kept"),
    "2": _l("2: hardly kept"),
    "1": _l("1: not kept"),
}
HELPS = {
    "5": _l("5: helps very much"),
    "4": _l("4: helps"),
    "3": _l("3: helps a little"),
    "2": _l("2: hardly helps"),
    "1": _l("1: does not help"),
}


class GroupForm(Form):
    username = StringField(
        _l("User name"),
        validators=[Length(max=60)],
        description=_l("With an account the person can work on the text. Without one, give the name below."),
    )
    name = StringField(_l("Name"), validators=[Length(max=60)])
    capacity = SelectField(_l("As what"), choices=words(CAPACITY_LABELS), validators=[InputRequired()])


class HearingForm(Form):
    name = StringField(_l("Who was heard"), validators=[InputRequired(), Length(max=60)])
    capacity = SelectField(_l("As what"), choices=words(CAPACITY_LABELS), validators=[InputRequired()])
    heard_on = DateField(_l("Heard on"), validators=[InputRequired(), near])
    clause = SelectField(_l("About which clause"), validators=[Optional()])
    text = TextAreaField(
        _l("What they said"), validators=[InputRequired(), Length(max=2000)], render_kw={"rows": 4}
    )
    answer = TextAreaField(
        _l("What the group makes of it"), validators=[Length(max=1000)], render_kw={"rows": 2}
    )

    @classmethod
    def about(cls, clauses: Sequence[tuple[str, str]]) -> HearingForm:
        form = cls.received(data={"heard_on": clock.today()})
        form.clause.choices = choices(clauses)
        return form


class RemarkForm(Form):
    clause = SelectField(_l("About which clause"), validators=[Optional()])
    force = RadioField(
        _l("How much it matters"),
        choices=words(FORCE_LABELS),
        default="suggest",
        validators=[InputRequired()],
    )
    text = TextAreaField(
        _l("Remark, with the reason"), validators=[InputRequired(), Length(max=1000)], render_kw={"rows": 3}
    )

    @classmethod
    def about(cls, clauses: Sequence[tuple[str, str]]) -> RemarkForm:
        form = cls.received()
        form.clause.choices = choices(clauses)
        return form


class DoneForm(Form):
    text = TextAreaField(
        _l("What has been done about it"),
        validators=[InputRequired(), Length(max=1000)],
        render_kw={"rows": 3},
    )


class ObservationForm(Form):
    clause = SelectField(_l("Which clause"), validators=[InputRequired()])
    finding = RadioField(
        _l("What it is"), choices=words(FINDING_LABELS), default="check", validators=[InputRequired()]
    )
    kept = BooleanField(_l("The clause is kept here"), default=True)
    text = TextAreaField(
        _l("What you saw"),
        validators=[InputRequired(), Length(max=1000)],
        description=_l("It helps to do better; nobody is punished for it. Please write no names."),
        render_kw={"rows": 4},
    )
    spot = StringField(_l("Where exactly"), validators=[Length(max=100)])
    mend_by = DateField(
        _l("To be mended by"), validators=[Optional(), near], description=_l("For a reminder only.")
    )
    photos = FilesField(_l("Photos"), most=4)

    @classmethod
    def about(cls, clauses: Sequence[tuple[str, str]]) -> ObservationForm:
        form = cls.received()
        form.clause.choices = choices(clauses)
        return form


class VerseForm(Form):
    lines = TextAreaField(
        _l("Lines of verse"),
        validators=[Length(max=8000)],
        description=_l("One line each, then | and the numbers of the clauses it stands for: … | 2, 5"),
        render_kw={"rows": 14},
    )


def appraisal_form(rows: Sequence[tuple[str, str]], data: dict[str, Any]) -> Any:
    """One score for each clause, the survey, and room for a proposal."""
    scores = choices([("", _("no answer")), *((value, label) for value, label in SCORES.items())])
    fields: dict[str, Any] = {
        f"score_{key}": SelectField(label, choices=scores, validators=[Optional()]) for key, label in rows
    }
    inner = type("Scores", (PlainForm,), fields)
    made: Any = type(
        "AppraisalForm",
        (Form,),
        {
            "scores": FormField(inner, _l("How well is each clause kept?")),
            "knows": BooleanField(_l("I knew this convention before today."), default=True),
            "helps": RadioField(
                _l("Does the convention help us to live together?"),
                choices=words(HELPS),
                validators=[InputRequired()],
            ),
            "proposal_key": SelectField(
                _l("Something should be changed about"),
                choices=choices([("", _("Nothing, or the whole")), *rows]),
                validators=[Optional()],
            ),
            "proposal": TextAreaField(
                _l("What should be changed, and why"),
                validators=[Length(max=1000)],
                render_kw={"rows": 3},
            ),
        },
    )
    return made.received(data=data)
