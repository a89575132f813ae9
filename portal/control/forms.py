"""The editor of settings is made from their registry; the glossary's form is written by hand."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.core.settings import Setting, setting

LONGEST = 20_000


def name_of(one: Setting) -> str:
    return one.key.replace(".", "__")


def field_for(one: Setting) -> Any:
    """The field that fits the kind of the setting."""
    said = {"label": one.label, "description": one.hint}
    if one.kind in {"number", "percent", "days"}:
        most = 100 if one.kind == "percent" and one.most is None else one.most
        least = 0 if one.least is None and one.kind != "number" else one.least
        return IntegerField(validators=[InputRequired(), NumberRange(least, most)], **said)
    if one.kind == "yes_no":
        return BooleanField(**said)
    if one.kind == "choice":
        return RadioField(choices=choices(one.choices), **said)
    if one.kind == "rich":
        return TextAreaField(
            validators=[Optional(), Length(max=LONGEST)], render_kw={"data-editor": True}, **said
        )
    needed = InputRequired() if one.default else Optional()
    return StringField(validators=[needed, Length(max=one.most or 200)], **said)


def form_for(group: list[Setting]) -> Form:
    """One form with all settings of a group, filled with their present values."""
    fields = {name_of(one): field_for(one) for one in group}
    made: type[Form] = type("SettingsForm", (Form,), fields)
    return made.received(data={name_of(one): setting(one.key) for one in group})


class TermForm(Form):
    hans = StringField(_l("In simplified script"), [DataRequired(), Length(max=40)])
    hant = StringField(_l("In traditional script"), [DataRequired(), Length(max=40)])
    note = StringField(_l("Why it stands here"), [Optional(), Length(max=100)])
