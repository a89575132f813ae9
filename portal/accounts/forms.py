"""What people type about themselves."""

from __future__ import annotations

import unicodedata
from typing import Any

import wtforms
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, EqualTo, Length, Optional, Regexp, ValidationError

from portal.accounts.permissions import ROLES
from portal.accounts.rules import names, passwords
from portal.accounts.states import DOCUMENTS
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.core.language import is_readable

LANGUAGES = (
    ("zh_Hans", _l("Simplified Chinese")),
    ("zh_Hant", _l("Traditional Chinese")),
    ("en", _l("English")),
)
PHONE = Regexp(r"[+]?[0-9][0-9 \-]{5,19}", message=_l("Please write digits only."))
EMAIL = Regexp(
    r"[^@\s<>,;\"]{1,64}@[^@\s<>,;\"]{1,180}\.[^@\s.<>,;\"]{2,}", message=_l("Invalid email address.")
)


def whole(value: Any) -> Any:
    """A password stays as typed; only what cannot be stored at all is refused."""
    if not isinstance(value, str):
        return value
    if not is_readable(value) or "\0" in value:
        raise ValidationError(_("This text contains characters that cannot be read."))
    return unicodedata.normalize("NFC", value)


class PasswordField(wtforms.PasswordField):
    """Takes any characters, spaces too."""

    raw = True

    def __init__(self, label: Any, validators: Any = (), *, autocomplete: str, **kw: Any) -> None:
        super().__init__(
            label,
            [DataRequired(), Length(max=passwords.LONGEST), *validators],
            filters=(whole,),
            render_kw={"autocomplete": autocomplete},
            **kw,
        )


def strong(form: Any, field: Any) -> None:
    """Long enough, not among the first that are tried, not the account's own name."""
    if len(field.data) < passwords.SHORTEST:
        raise ValidationError(_("Please take at least %(count)s characters.", count=passwords.SHORTEST))
    if passwords.is_too_easy(field.data, form.own_username()):
        raise ValidationError(_("This password is too easy to guess. A short sentence is a good one."))


class SignInForm(Form):
    next = HiddenField()
    username = StringField(
        _l("Username"),
        [DataRequired(), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(_l("Password"), autocomplete="current-password")


class SecondStepForm(Form):
    code = StringField(
        _l("Six digits from your app, or a recovery code"),
        [DataRequired(), Length(max=30)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none"},
    )


class RegisterForm(Form):
    username = StringField(
        _l("Username"),
        [DataRequired(), Length(min=3, max=32)],
        description=_l("You sign in with it. Letters, digits or Chinese characters; nobody else sees it."),
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    name = StringField(
        _l("Name shown to others"),
        [DataRequired(), Length(min=2, max=24)],
        description=_l("Your real name or a name by which neighbours know you."),
        render_kw={"autocomplete": "nickname"},
    )
    password = PasswordField(
        _l("Password"),
        [strong],
        autocomplete="new-password",
        description=_l("At least 8 characters; a short sentence is easy to keep in mind."),
    )
    again = PasswordField(
        _l("Password once more"),
        [EqualTo("password", message=_l("The two passwords are not the same."))],
        autocomplete="new-password",
    )
    place = SelectField(
        _l("Your community"), [Optional()], description=_l("Where you live or keep your shop.")
    )
    phone = StringField(
        _l("Phone"),
        [Optional(), Length(max=20), PHONE],
        description=_l("Only for the community's service point to reach you; never shown to anybody."),
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    is_minor = BooleanField(_l("I am under 18"))

    def own_username(self) -> str:
        return str(self.username.data or "")

    def validate_username(self, field: Any) -> None:
        if not names.fits_username(field.data):
            raise ValidationError(
                _(
                    "Letters, digits, Chinese characters and . _ - are possible, beginning with one of the first."
                )
            )
        if names.is_reserved(field.data):
            raise ValidationError(_("This name is kept for the portal. Please choose another one."))

    def validate_name(self, field: Any) -> None:
        check_name(field.data)


def check_name(name: str) -> None:
    if not names.fits_name(name):
        raise ValidationError(_("Please write a name with letters or Chinese characters."))
    if names.is_reserved(name):
        raise ValidationError(_("This name is kept for the portal. Please choose another one."))


class PreferencesForm(Form):
    """Sent by the foot of every page, one value at a time."""

    next = HiddenField()
    theme = RadioField(choices=choices((v, v) for v in ("auto", "light", "dark")), validators=[Optional()])
    size = RadioField(choices=choices((v, v) for v in ("normal", "large")), validators=[Optional()])
    locale = RadioField(choices=choices((v, v) for v, _label in LANGUAGES), validators=[Optional()])


class DetailsForm(Form):
    name = StringField(_l("Name shown to others"), [DataRequired(), Length(min=2, max=24)])
    place = SelectField(_l("Your community"), [Optional()])
    email = StringField(
        _l("E-mail"),
        [Optional(), Length(max=200), EMAIL],
        description=_l("For letters about what concerns you; never shown to anybody."),
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    phone = StringField(
        _l("New phone number"),
        [Optional(), Length(max=20), PHONE],
        render_kw={"autocomplete": "off", "inputmode": "tel"},
    )
    forget_phone = BooleanField(_l("Forget my phone number"))
    locale = RadioField(_l("Language of pages and letters"), choices=choices(LANGUAGES))

    def validate_name(self, field: Any) -> None:
        check_name(field.data)


class ChangePasswordForm(Form):
    old = PasswordField(_l("Present password"), autocomplete="current-password")
    new = PasswordField(
        _l("New password"),
        [strong],
        autocomplete="new-password",
        description=_l("At least 8 characters; a short sentence is easy to keep in mind."),
    )
    again = PasswordField(
        _l("New password once more"),
        [EqualTo("new", message=_l("The two passwords are not the same."))],
        autocomplete="new-password",
    )
    username = ""

    def own_username(self) -> str:
        return self.username


class ConfirmPasswordForm(Form):
    password = PasswordField(_l("Your password"), autocomplete="current-password")


class EraseForm(ConfirmPasswordForm):
    sure = BooleanField(_l("I understand that this cannot be undone."), [DataRequired()])


class SwitchOnForm(Form):
    code = StringField(
        _l("Six digits from your app"),
        [DataRequired(), Length(max=12)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class AskConfirmationForm(Form):
    place = SelectField(_l("At which community's service point?"), [DataRequired()])


class CounterForm(Form):
    code = StringField(
        _l("Code the citizen reads out"),
        [DataRequired(), Length(max=12)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )


class CheckForm(Form):
    document = RadioField(
        _l("What was shown?"),
        choices=choices(DOCUMENTS.items()),
        description=_l("Do not write down any number."),
    )
    is_minor = BooleanField(_l("The person is under 18"))
    seen = BooleanField(_l("The person stood before me and is the one in the document."), [DataRequired()])


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), [DataRequired(), Length(max=500)])


class GrantForm(Form):
    role = SelectField(_l("Role"), [DataRequired()], choices=choices(ROLES.items()))
    place = SelectField(_l("Place (and everything below)"), [DataRequired()])
    starts_on = DateField(_l("From"), [Optional()], description=_l("Empty: from today."))
    ends_on = DateField(_l("Last day"), [Optional()], description=_l("Empty: until it is ended."))
    reason = TextAreaField(_l("Reason"), [DataRequired(), Length(max=500)])
