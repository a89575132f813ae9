"""What people type when they propose a topic, and what officials answer."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from portal.core.forms import Form
from portal.core.i18n import _l


class TopicForm(Form):
    title = StringField(_l("What should people be asked about?"), [InputRequired(), Length(max=60)])
    text = TextAreaField(
        _l("Why, and whom does it concern?"),
        [InputRequired(), Length(max=1000)],
        description=_l("Say it in your own words. Telephone numbers, plates and the like are covered."),
    )
    place = SelectField(_l("Which place does it concern?"), [InputRequired()])
    alliance = SelectField(_l("In whose name"), [Optional()], default="")


class TopicAnswerForm(Form):
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=500)], description=_l("It stands on the topic's page.")
    )


class MergeForm(TopicAnswerForm):
    into = StringField(
        _l("Code of the other topic"),
        [InputRequired(), Regexp("^[0-9a-f]{8}$", message=_l("The code is the end of the topic's address."))],
    )

    def __iter__(self) -> Any:
        """The topic first, then the reason."""
        return iter([self.into, self.reason])
