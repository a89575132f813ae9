"""What officials type when they answer, one opinion, several or a group."""

from __future__ import annotations

from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.consultations.services.speaking import LONGEST
from portal.consultations.states import DISPOSITIONS, Disposition
from portal.core.forms import Form, choices
from portal.core.i18n import _l


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


class AnswerForm(ClusterAnswerForm):
    """One answer for all opinions that are ticked, with a few words of what they are about."""

    opinions = SelectMultipleField(
        _l("Opinions"),
        [InputRequired(message=_l("Please choose the opinions this answers."))],
        coerce=int,
        validate_choice=False,
    )
    title = StringField(_l("What they are about, in a few words"), [Optional(), Length(max=60)])
