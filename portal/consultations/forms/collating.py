"""What officials type when they group opinions and answer a group."""

from __future__ import annotations

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.consultations.services.speaking import LONGEST
from portal.consultations.states import DISPOSITIONS, LEANINGS, Disposition, Leaning
from portal.core.forms import Form, choices
from portal.core.i18n import _l

ABOUT = _l("What they are about, in a few words")
ABOUT_HINT = _l("Groups with the same words here are shown side by side.")
ARGUMENT = _l("The argument in one sentence")


class GroupForm(Form):
    """The ticked opinions go into a group that is there, or into a new one."""

    opinions = SelectMultipleField(_l("Opinions"), [Optional()], coerce=int, validate_choice=False)
    group = SelectField(_l("Into which group"), [Optional()], default="")
    theme = StringField(ABOUT, [Optional(), Length(max=60)], description=ABOUT_HINT)
    leaning = RadioField(
        _l("For or against"), [Optional()], choices=choices(LEANINGS.items()), default=Leaning.OTHER
    )
    text = TextAreaField(ARGUMENT, [Optional(), Length(max=200)])

    @property
    def side(self) -> Leaning:
        return Leaning(self.leaning.data or Leaning.OTHER)


class ClusterForm(Form):
    theme = StringField(ABOUT, [InputRequired(), Length(max=60)], description=ABOUT_HINT)
    leaning = RadioField(_l("For or against"), [InputRequired()], choices=choices(LEANINGS.items()))
    text = TextAreaField(ARGUMENT, [InputRequired(), Length(max=200)])

    @property
    def side(self) -> Leaning:
        return Leaning(self.leaning.data)


class ClusterAnswerForm(Form):
    """One answer for a whole group."""

    disposition = RadioField(
        _l("What becomes of them"),
        [InputRequired(message=_l("Please choose first."))],
        choices=choices(DISPOSITIONS.items()),
    )
    reason = TextAreaField(
        _l("Answer and reason"),
        [InputRequired(), Length(max=LONGEST)],
        description=_l("At least 20 characters unless the opinion is taken up."),
    )
    unit = StringField(_l("Office that answers"), [InputRequired(), Length(max=80)])

    @property
    def decided(self) -> Disposition:
        return Disposition(self.disposition.data)
