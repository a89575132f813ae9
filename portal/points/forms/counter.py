"""What is typed at a counter."""

from __future__ import annotations

from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.core.forms import Form
from portal.core.i18n import _l

PIN_PAD = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 6, "class": "pad"}


class CounterForm(Form):
    number = StringField(
        _l("Number on the voucher"),
        validators=[InputRequired(), Length(max=40)],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "class": "pad"},
    )


class PinForm(Form):
    """Named like a password, so that not even a hash of it is kept with the form."""

    password = PasswordField(_l("PIN of the shop"), validators=[Optional(), Length(max=6)], render_kw=PIN_PAD)


class NewPinForm(Form):
    password = PasswordField(
        _l("New PIN"),
        validators=[Optional(), Length(max=6)],
        description=_l("Six digits. Leave it empty, and no PIN is asked for any more."),
        render_kw=PIN_PAD,
    )


class OfflineForm(PinForm):
    numbers = TextAreaField(
        _l("Numbers of the vouchers handed out"),
        validators=[InputRequired(), Length(max=2000)],
        render_kw={"inputmode": "numeric", "autocomplete": "off", "rows": 8},
    )
