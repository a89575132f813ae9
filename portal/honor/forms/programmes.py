"""Forms of programmes: their rules, their calls, points, the jury and spot checks."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.core.figures import figure_sources
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.core.language import dates
from portal.honor.forms.stepping import YES_NO, number_field
from portal.honor.models import Candidacy, Criterion
from portal.honor.queries.figures import Shown, today
from portal.honor.rules import DataSource, ProgrammeKind

PROGRAMME_KINDS = {
    ProgrammeKind.COMMENDATION: _l("Commendation of people and shops"),
    ProgrammeKind.RATING: _l("Rating of services, such as property management"),
    ProgrammeKind.CREATION: _l("Demonstration programme with an approval (创建示范)"),
}
DATA_SOURCES = {
    DataSource.CASES: _l("Cases on record"),
    DataSource.POINTS: _l("Points ledger"),
    DataSource.SITE: _l("Visit on site"),
    DataSource.SURVEY: _l("Survey"),
    DataSource.JURY: _l("Jury"),
    DataSource.VOTE: _l("Public vote"),
}


class ProgrammeForm(Form):
    """A new programme on an honour roll."""

    board = SelectField(_l("Board"), validators=[InputRequired()])
    kind = RadioField(_l("What kind"), choices=choices(PROGRAMME_KINDS.items()), validators=[InputRequired()])
    name = StringField(_l("Name of the title"), validators=[InputRequired(), Length(max=60)])
    purpose = TextAreaField(_l("What the title stands for"), validators=[InputRequired(), Length(max=1000)])
    approval_no = number_field(_l("Number of the approval"), needed=False)
    cycle_months = IntegerField(
        _l("Months from one call to the next"), default=12, validators=[InputRequired(), NumberRange(1, 60)]
    )
    term_months = IntegerField(
        _l("Months for which the title is held"), default=12, validators=[InputRequired(), NumberRange(1, 60)]
    )

    @property
    def values(self) -> dict[str, Any]:
        given = {key: value for key, value in self.data.items() if key not in {"board", "kind"}}
        return {**given, "kind": ProgrammeKind(self.kind.data), "approval_no": self.approval_no.data or ""}


class CriterionForm(Form):
    """One more criterion."""

    name = StringField(_l("What is looked at"), validators=[InputRequired(), Length(max=100)])
    weight = IntegerField(_l("Weight of 100"), validators=[InputRequired(), NumberRange(1, 100)])
    source = SelectField(
        _l("Where its points come from"), choices=choices(DATA_SOURCES.items()), validators=[InputRequired()]
    )
    figure = SelectField(
        _l("Figure of the portal beside it"),
        validators=[Optional()],
        description=_l(
            "Shown to those who give points and to the jury, with its day. It gives no points by itself."
        ),
    )


def criterion_form() -> CriterionForm:
    form = CriterionForm.received()
    form.figure.choices = [
        ("", _("None")),
        *((key, str(source.label)) for key, source in figure_sources().items()),
    ]
    return form


class CallForm(Form):
    """The days in which candidates are taken."""

    first_day = DateField(_l("Candidates from"), validators=[InputRequired()])
    last_day = DateField(_l("Candidates until"), validators=[InputRequired()])

    @property
    def call(self) -> Any:
        return self.first_day.data, self.last_day.data


class VoteForm(Form):
    """How long a public vote runs."""

    last_day = DateField(_l("Last day of the vote"), validators=[InputRequired()])

    @property
    def day(self) -> Any:
        return self.last_day.data


class JurorForm(Form):
    """One more member of a jury."""

    person = StringField(
        _l("Member of the jury"),
        validators=[InputRequired(), Length(max=60)],
        description=_l("The username of a grown-up who is confirmed in person."),
    )


class MarkForm(Form):
    """What one member says."""

    admits = RadioField(_l("Do you give your yes?"), choices=choices(YES_NO), validators=[InputRequired()])
    reason = TextAreaField(_l("Your reason"), validators=[InputRequired(), Length(max=500)])


class JuryForm(Form):
    admitted = RadioField(
        _l("Does the jury give the title?"),
        choices=choices(
            (("yes", _l("Yes: the public notice follows")), ("no", _l("No: it is not taken further")))
        ),
        validators=[InputRequired()],
    )
    finding = TextAreaField(_l("The jury's reasons"), validators=[InputRequired(), Length(max=1000)])


class TitleCheckForm(Form):
    holds = RadioField(
        _l("Does the title still hold?"), choices=choices(YES_NO), validators=[InputRequired()]
    )
    finding = TextAreaField(_l("What you found on site"), validators=[InputRequired(), Length(max=1000)])


class ScoresForm(Form):
    """Points and their ground under every criterion; made by `scores_form`."""

    asked: tuple[Criterion, ...] = ()

    @property
    def points(self) -> dict[int, tuple[int, str]]:
        return {
            one.id: (self[f"points_{one.id}"].data, self[f"ground_{one.id}"].data or "") for one in self.asked
        }


def beside(one: Criterion, shown: Shown | None) -> str:
    """What stands under the field of a criterion."""
    known = {"weight": one.weight, "source": DATA_SOURCES[one.source]}
    if shown is None:
        return _("Weight %(weight)s of 100. %(source)s.", **known)
    return _(
        "Weight %(weight)s of 100. %(source)s. Counted by the portal on %(day)s (%(register)s): %(figure)s",
        day=dates.date(shown.on),
        register=shown.label,
        figure=shown.text,
        **known,
    )


def scores_form(candidacy: Candidacy) -> ScoresForm:
    """Begins with the points that were given before; beside each field what the portal counts today."""
    asked = tuple(one for one in candidacy.programme.criteria if one.source is not DataSource.VOTE)
    counted = {one.criterion.id: one for one in today(candidacy, asked)}
    fields: dict[str, Any] = {"asked": asked}
    for one in asked:
        fields[f"points_{one.id}"] = IntegerField(
            _("“%(name)s”: points from 0 to 100", name=one.name),
            validators=[InputRequired(), NumberRange(0, 100)],
            description=beside(one, counted.get(one.id)),
        )
        fields[f"ground_{one.id}"] = StringField(
            _("What these points rest on"), validators=[InputRequired(), Length(max=500)]
        )
    given: dict[str, Any] = {f"points_{row.criterion_id}": row.points for row in candidacy.scores}
    given |= {f"ground_{row.criterion_id}": row.ground.original for row in candidacy.scores}
    kind: type[ScoresForm] = type("Scores", (ScoresForm,), fields)
    return kind.received(data=given)
