"""WTForms with the portal's manners: text is cleaned at the door, every field is bounded, messages are ours,
and what the domain refuses appears above the fields with everything typed kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Self

from flask import request
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import FileField, MultipleFileField, SelectField, StringField, TextAreaField
from wtforms import Form as BaseForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, ValidationError

from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import UnreadableText, clean_line, clean_text

LINE, TEXT = 200, 20_000  # characters a field may hold unless it says otherwise


class Messages:
    """WTForms' own sentences, in the reader's script (its catalogue knows no zh_Hant)."""

    def gettext(self, message: str) -> str:
        return str(_(message))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return str(_(singular if n == 1 else plural))  # WTForms fills in the values itself


SENTENCES = (
    N_("This field is required."),
    N_("Invalid input."),
    N_("Not a valid choice."),
    N_("Not a valid choice"),
    N_("Not a valid integer value."),
    N_("Not a valid decimal value."),
    N_("Not a valid date value."),
    N_("Not a valid datetime value."),
    N_("Not a valid time value."),
    N_("Invalid Choice: could not coerce."),
    N_("Invalid choice(s): one or more data inputs could not be coerced."),
    N_("Number must be at least %(min)s."),
    N_("Number must be at most %(max)s."),
    N_("Number must be between %(min)s and %(max)s."),
    N_("Field must be at least %(min)d character long."),
    N_("Field must be at least %(min)d characters long."),
    N_("Field cannot be longer than %(max)d character."),
    N_("Field cannot be longer than %(max)d characters."),
    N_("Field must be between %(min)d and %(max)d characters long."),
    N_("Field must be equal to %(other_name)s."),
    N_("Invalid email address."),
)


def cleaned(field_class: type) -> Any:
    clean = clean_text if issubclass(field_class, TextAreaField) else clean_line

    def gate(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return clean(value)
        except UnreadableText as error:
            raise ValidationError(_("This text contains characters that cannot be read.")) from error

    return gate


def blank(value: Any) -> Any:
    """Nothing but spaces is no choice: `Optional` would let it pass as one that is not offered."""
    return "" if isinstance(value, str) and not value.strip() else value


def choices(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """What a select or radio field offers: pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


@cache
def files_of(form_class: type) -> frozenset[str]:
    """The fields that take a file: no file reaches any other field, and no text reaches these."""
    fields = {name: getattr(getattr(form_class, name), "field_class", object) for name in dir(form_class)}
    return frozenset(
        name for name, kind in fields.items() if issubclass(kind, (FileField, MultipleFileField))
    )


class Form(BaseForm):
    """`refused` is the domain's sentence; `sent` says that the form came back and is in order."""

    refused: str = ""

    class Meta:
        def get_translations(self, form: Any) -> Messages:
            return Messages()

        def bind_field(self, form: Any, unbound: Any, options: dict[str, Any]) -> Any:
            kind = unbound.field_class
            if issubclass(kind, SelectField):
                options["filters"] = (blank, *unbound.kwargs.get("filters", ()))
            if issubclass(kind, StringField) and not getattr(kind, "raw", False):
                options["filters"] = (cleaned(kind), *unbound.kwargs.get("filters", ()))
                given = unbound.kwargs.get("validators") or (unbound.args[1] if len(unbound.args) > 1 else ())
                if not any(isinstance(v, Length) for v in given):
                    longest = TEXT if issubclass(kind, TextAreaField) else LINE
                    field = unbound.bind(form=form, **options)
                    field.validators = [*field.validators, Length(max=longest)]
                    return field
            return unbound.bind(form=form, **options)

    @classmethod
    def received(cls, obj: Any = None, **kwargs: Any) -> Self:
        """The form as the browser sent it, files included; on a first GET filled from `obj` or `data`."""
        if request.method != "POST":
            return cls(None, obj=obj, **kwargs)
        files = files_of(cls)
        if not request.files and files.isdisjoint(request.form):
            return cls(request.form, obj=obj, **kwargs)
        parts: Any = [
            MultiDict([pair for pair in request.files.items(multi=True) if pair[0] in files]),
            MultiDict([pair for pair in request.form.items(multi=True) if pair[0] not in files]),
        ]
        sent: Any = CombinedMultiDict(parts)
        return cls(sent, obj=obj, **kwargs)

    @property
    def is_submitted(self) -> bool:
        return request.method == "POST"

    @property
    def sent(self) -> bool:
        return self.is_submitted and self.validate()

    @property
    def status(self) -> int:
        """422 for a form that comes back to be mended: nothing of it was kept."""
        return 422 if self.is_submitted else 200

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show what the domain refuses above the form, not on an error page."""
        try:
            yield
        except Refused as refused:
            self.refused = str(refused)
