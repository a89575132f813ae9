"""What officials type about places and days."""

from __future__ import annotations

from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from portal.core.forms import Form, choices
from portal.core.i18n import _l


class PlaceForm(Form):
    name_hans = StringField(_l("Name in simplified script"), [DataRequired(), Length(max=60)])
    name_hant = StringField(_l("Name in traditional script"), [DataRequired(), Length(max=60)])
    intro = TextAreaField(_l("About this place"), [Optional()], render_kw={"data-editor": True})
    address = StringField(_l("Address of the office"), [Optional(), Length(max=120)])
    contact_phone = StringField(
        _l("Phone of the office"),
        [Optional(), Length(max=30), Regexp(r"[0-9+() \-]+", message=_l("Please write digits only."))],
    )


class DayForm(Form):
    day = DateField(_l("Day"), [DataRequired()])
    working = RadioField(
        _l("What is it?"),
        [InputRequired()],
        choices=choices((("no", _l("A day off")), ("yes", _l("A working day (made up for a holiday)")))),
    )
    name_hans = StringField(_l("Name in simplified script"), [DataRequired(), Length(max=40)])
    name_hant = StringField(_l("Name in traditional script"), [DataRequired(), Length(max=40)])
    source = StringField(
        _l("Notice that says so"),
        [DataRequired(), Length(max=200)],
        description=_l("Title and date of the published arrangement."),
    )
