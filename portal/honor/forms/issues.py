"""Forms for the issues of a board."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.core.forms import Form
from portal.core.i18n import _l


class IssueForm(Form):
    """An issue of a board: what it is called, its time, what it says before its entries.

    Board and number are chosen once, when it is begun.
    """

    board = SelectField(_l("Board"), validators=[InputRequired()])
    number = IntegerField(
        _l("Running number"),
        validators=[Optional(), NumberRange(1, 9999)],
        description=_l("Empty: the one after the last."),
    )
    title = StringField(
        _l("Title of the issue"),
        validators=[InputRequired(), Length(max=60)],
        description=_l("Such as 2026年第4期 or 2026年第四季度."),
    )
    first_day = DateField(_l("First day of its time"), validators=[InputRequired()])
    last_day = DateField(_l("Last day of its time"), validators=[InputRequired()])
    foreword = TextAreaField(_l("Foreword"), validators=[Length(max=5000)], render_kw={"data-editor": ""})

    @property
    def values(self) -> dict[str, Any]:
        return {
            "title": self.title.data,
            "period": (self.first_day.data, self.last_day.data),
            "foreword": self.foreword.data or "",
        }


class GatherForm(Form):
    """Which entries go into the issue."""

    entries = SelectMultipleField(_l("Entries of this board"), validators=[InputRequired()])
