"""Choosing a nickname for public notices."""

from __future__ import annotations

from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length

from portal.core.forms import Form
from portal.core.i18n import _l
from portal.points.rules.nicknames import MOST


class NicknameForm(Form):
    nickname = StringField(
        _l("Nickname"),
        validators=[InputRequired(), Length(max=MOST)],
        description=_l(
            "2 to 12 characters or letters. Not your name, no number, nothing that hurts anybody."
        ),
        render_kw={"autocomplete": "nickname"},
    )
    agreed = BooleanField(
        _l(
            "I agree that public notices of points show this nickname instead of a number. I can take this back at any time."
        ),
        validators=[InputRequired()],
    )
