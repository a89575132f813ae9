from __future__ import annotations

from typing import Any

from flask import request
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.core.language import Bitext
from portal.notices.kinds import notice_kinds
from portal.notices.models import NoticeSender
from portal.notices.queries import Asked


class ObjectionForm(Form):
    """For anybody. The words and how to reach one are for those who answer only."""

    text = TextAreaField(_l("What is wrong, and why"), validators=[InputRequired(), Length(max=2000)])
    contact = StringField(
        _l("How we can reach you"),
        validators=[Optional(), Length(max=120)],
        description=_l("Telephone or address. Needed without an account; never shown to the one concerned."),
    )


class AnswerForm(Form):
    answer = TextAreaField(_l("Answer with reasons"), validators=[InputRequired(), Length(max=2000)])


class SenderForm(Form):
    """How an organisation signs and numbers its papers."""

    name = StringField(_l("Name in full, as it signs"), validators=[InputRequired(), Length(max=60)])
    mark = StringField(
        _l("Mark of its document numbers"),
        validators=[InputRequired(), Length(max=12)],
        description=_l("Such as 临河 in 临河公示〔2026〕18号."),
    )


class RedHeadForm(Form):
    granted = RadioField(
        _l("Red head"),
        choices=choices((("yes", _l("It is entitled to it")), ("no", _l("It is not, or no longer")))),
        validators=[InputRequired()],
    )
    basis = TextAreaField(
        _l("Who decided this, and by which paper"), validators=[InputRequired(), Length(max=300)]
    )


class ByHandForm(Form):
    kind = SelectField(_l("Kind of notice"), validators=[InputRequired()])
    last = IntegerField(
        _l("Last number of this year that was given by hand"),
        validators=[InputRequired(), NumberRange(0, 99_999)],
    )
    sure = BooleanField(_l("I have looked it up in the book of numbers"), validators=[InputRequired()])


def by_hand_form(sender: NoticeSender) -> ByHandForm:
    form = ByHandForm.received()
    form.kind.choices = [
        (key, f"{Bitext.name(sender.mark + kind.word)} · {kind.label}")
        for key, kind in notice_kinds().items()
        if kind.word
    ]
    return form


def asked() -> Asked:
    """What the address looks for. What it does not know it leaves out."""
    given: dict[str, Any] = {key: request.args.get(key, "")[:60].strip() for key in ("q", "sender", "kind")}
    state = request.args.get("state", "")
    return Asked(
        words=given["q"],
        sender=given["sender"],
        kind=given["kind"] if given["kind"] in notice_kinds() else "",
        state=state if state in {"running", "ended"} else "",
    )


def kind_choices() -> list[tuple[str, str]]:
    """The kinds that come into the register, by their names."""
    return sorted(
        ((key, str(kind.label)) for key, kind in notice_kinds().items() if kind.text), key=lambda one: one[1]
    )
