from __future__ import annotations

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.core.forms import Form
from portal.core.i18n import _l
from portal.files.forms import PicturesField, picture_words

LONGEST = 5000


class TopicForm(Form):
    title = StringField(_l("Title"), [InputRequired(), Length(min=2, max=60)])
    text = TextAreaField(
        _l("What do you want to say?"),
        [InputRequired(), Length(min=2, max=LONGEST)],
        description=_l("Leave an empty line between paragraphs. Name somebody with @ and they are told."),
    )
    pictures = PicturesField()
    picture_words = picture_words()


class ReplyForm(Form):
    text = TextAreaField(_l("Your answer"), [InputRequired(), Length(max=LONGEST)])
    pictures = PicturesField()
    picture_words = picture_words()


class EditForm(Form):
    text = TextAreaField(_l("Text"), [InputRequired(), Length(min=2, max=LONGEST)])
    pictures = PicturesField()
    picture_words = picture_words()
    before = HiddenField()


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(min=2, max=500)])


class OutcomeForm(Form):
    reason = TextAreaField(_l("What was decided"), [InputRequired(), Length(min=2, max=500)])
    hide = BooleanField(_l("Hide the post"))
