"""What officials type when they group opinions."""

from __future__ import annotations

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.consultations.states import LEANINGS, Leaning
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
