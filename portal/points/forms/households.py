"""Forming a household, inviting to it, joining it; and the worker's number."""

from __future__ import annotations

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.core.forms import Form
from portal.core.i18n import _l


class HouseholdForm(Form):
    place = SelectField(_l("At which community's service point?"), validators=[InputRequired()])


class InviteForm(Form):
    username = StringField(
        _l("Username of the person you invite"),
        validators=[InputRequired(), Length(max=64)],
        description=_l("The person is asked and decides. Children under 18 are not entered."),
    )


class JoinForm(Form):
    shares = BooleanField(
        _l("The others may see line by line what I earn while I belong to it"),
        description=_l("Without it they see the sum of all members only. You can change it at any time."),
    )


class NumberForm(Form):
    number = StringField(
        _l("Household number that is read out"),
        validators=[InputRequired(), Length(max=12)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )
