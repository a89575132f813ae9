"""What is typed about promises, by officials and by those who rate them."""

from __future__ import annotations

from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.consultations.services.promising import LONGEST_NOTE
from portal.consultations.states import SATISFACTIONS, Satisfaction
from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.files.forms import FilesField

PHOTOS = _l("Photos")


class PromiseForm(Form):
    title = StringField(_l("What is promised"), [InputRequired(), Length(max=80)])
    text = TextAreaField(_l("More about it"), [Optional(), Length(max=1000)])
    owner = StringField(_l("Office that does it"), [InputRequired(), Length(max=80)])
    due_on = DateField(_l("Done by"), [InputRequired()])
    group = SelectField(
        _l("Which opinions led to it"),
        [Optional()],
        default="",
        description=_l("Their authors are told how it goes on."),
    )


class NewsForm(Form):
    reason = TextAreaField(_l("What was done"), [InputRequired(), Length(max=1000)])
    files = FilesField(PHOTOS, most=4)


class PostponeForm(Form):
    due_on = DateField(_l("New day"), [InputRequired()])
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=500)], description=_l("It is published.")
    )


class SettleForm(Form):
    reason = TextAreaField(_l("What was found and done"), [InputRequired(), Length(max=1000)])
    files = FilesField(PHOTOS, most=4)


class RatingForm(Form):
    satisfaction = RadioField(
        _l("How satisfied are you?"),
        [InputRequired(message=_l("Please choose first."))],
        choices=choices(SATISFACTIONS.items()),
    )
    note = TextAreaField(_l("What would have been better?"), [Optional(), Length(max=LONGEST_NOTE)])

    @property
    def chosen(self) -> Satisfaction:
        return Satisfaction(self.satisfaction.data)


class SecondLookForm(Form):
    reason = TextAreaField(_l("What is not as it was promised"), [InputRequired(), Length(max=500)])
