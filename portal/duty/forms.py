from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from flask import request
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.alliances.models import Membership
from portal.core.clauses import BindingClause
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.duty import rules
from portal.duty.models import Turn
from portal.duty.services import ItemWords
from portal.files.forms import PICTURES, FilesField


def photos(label: Any) -> Any:
    return FilesField(
        label,
        most=4,
        render_kw={"accept": PICTURES},
        description=_l("JPEG, PNG, WebP or GIF. Where and when a photo was taken is taken out of it."),
    )


class RotaForm(Form):
    first_on = DateField(
        _l("From the week of"), [InputRequired()], description=_l("Any day of it; weeks begin on Monday.")
    )
    weeks = IntegerField(_l("How many weeks"), [InputRequired(), NumberRange(1, 53)], default=8)
    each = IntegerField(_l("How many shops in one week"), [InputRequired(), NumberRange(1, 20)], default=3)
    by_section = BooleanField(
        _l("Give each week to a whole section instead"),
        description=_l("The sections take turns; the number of shops does not matter then."),
    )


class WeekForm(Form):
    section = SelectField(
        _l("A whole section"),
        [Optional()],
        description=_l("Its leader and all its members see the week as theirs."),
    )
    shops = SelectMultipleField(_l("On duty in this week"), [Optional()], coerce=int)
    note = StringField(_l("Remark for the sheet"), [Optional(), Length(max=60)])

    @classmethod
    def among(
        cls, pairs: Iterable[tuple[int, Any]], sections: Iterable[tuple[int, Any]], **kwargs: Any
    ) -> Self:
        form = cls.received(**kwargs)
        form.shops.choices = choices(pairs)
        groups = [(str(i), name) for i, name in sections]
        form.section.choices = choices([("", _("No section")), *groups])
        if not groups:
            del form.section
        return form

    @property
    def group(self) -> str:
        return str(self.section.data or "") if "section" in self else ""


class SwapForm(Form):
    other = RadioField(_l("With which week"), [InputRequired()], coerce=int)
    message = StringField(_l("A word about it"), [Optional(), Length(max=100)])

    @classmethod
    def among(cls, pairs: Iterable[tuple[Turn, Any]]) -> Self:
        form = cls.received()
        form.other.choices = choices((turn.id, label) for turn, label in pairs)
        return form


class MarkForm(Form):
    """One shop on a walk. On paper it would be one line with a tick."""

    result = RadioField(_l("How it looks"), [Optional()])
    basis = SelectField(_l("What the note is about"), [Optional()])
    text = TextAreaField(_l("What you saw"), [Optional(), Length(max=300)], render_kw={"rows": 2})
    photos = FilesField(_l("Photo"), most=4, render_kw={"accept": PICTURES})

    shop: Membership

    @classmethod
    def of(cls, shop: Membership, bases: dict[str, list[tuple[str, str]]]) -> Self:
        form = cls(_sent(), prefix=f"s{shop.id}-")
        form.shop = shop
        form.result.choices = choices((("right", _("All right")), ("note", _("Note something"))))
        form.basis.choices = bases
        return form

    @property
    def noted(self) -> bool:
        return bool(self.result.data == "note")

    @property
    def marked(self) -> bool:
        return self.result.data in {"right", "note"}

    def complete(self) -> bool:
        """A note says what it is about and what was seen."""
        sound = bool(self.validate())
        for field in (self.basis, self.text):
            if self.noted and not str(field.data or "").strip():
                field.errors = [*field.errors, _("This field is required.")]
                sound = False
        return sound


def _sent() -> Any:
    """Files only where files are asked for, text only where text is."""
    if request.method != "POST":
        return None
    files = [pair for pair in request.files.items(multi=True) if pair[0].endswith("-photos")]
    words = [pair for pair in request.form.items(multi=True) if not pair[0].endswith("-photos")]
    parts: Any = [MultiDict(files), MultiDict(words)]
    return CombinedMultiDict(parts)


def bases_of(items: rules.ItemList, clauses: Sequence[BindingClause]) -> dict[str, list[tuple[str, str]]]:
    """The choices of a note: the items, then the clauses of each convention in force."""
    found: dict[str, list[tuple[str, str]]] = {"": [("", _("Please choose"))]}
    for item in items.items:
        found.setdefault(str(item.aspect), []).append((f"item:{item.code}", f"{item.code} {item.text}"))
    for clause in clauses:
        words = str(clause.heading) or str(clause.text)[:20]
        found.setdefault(str(clause.title), []).append((f"clause:{clause.key}", f"{clause.number} {words}"))
    return found


class ItemForm(Form):
    """One thing that is looked at."""

    aspect = StringField(
        _l("Aspect"), [InputRequired(), Length(max=20)], description=_l("The group it stands in.")
    )
    text = StringField(_l("Item of the list"), [InputRequired(), Length(max=40)])
    standard = TextAreaField(
        _l("Standard"),
        [InputRequired(), Length(max=200)],
        description=_l("What all right looks like, so that two people see the same."),
        render_kw={"rows": 2},
    )
    trades = StringField(
        _l("Only for"), [Optional(), Length(max=40)], description=_l("Kinds of shops; empty: all of them.")
    )
    time = SelectField(_l("Time for putting right"), [InputRequired()])
    severity = SelectField(_l("How much it matters"), [InputRequired()])
    reason = StringField(
        _l("Why the list is changed"),
        [InputRequired(), Length(max=200)],
        description=_l("It stands with the new version, for instance: decided in the meeting of May."),
    )

    @classmethod
    def of(cls, item: rules.Item | None) -> Self:
        texts = {name: str(getattr(item, name)) for name in rules.ITEM_TEXTS} if item else {}
        usual = {"time": item.time, "severity": str(item.severity)} if item else {"time": rules.USUAL_TIME}
        form = cls.received(data={**texts, **usual})
        form.time.choices = choices((time, time_words(time)) for time in rules.TIMES)
        form.severity.choices = choices(
            zip(
                map(str, rules.SEVERITIES),
                (_("a small thing"), _("a burden for others"), _("a danger, or against the law")),
                strict=True,
            )
        )
        return form

    @property
    def words(self) -> ItemWords:
        return ItemWords(
            **{name: str(self[name].data or "") for name in rules.ITEM_TEXTS},
            severity=int(self.severity.data),
            time=str(self.time.data),
        )


def time_words(time: str) -> str:
    """How long putting right may take, in words."""
    if time == "day":
        return str(_("the same day"))
    if time.endswith("h"):
        return str(_("%(hours)s hours", hours=time[:-1]))
    return str(_("%(days)s days", days=time[:-1]))


class AnswerForm(Form):
    text = TextAreaField(_l("Your answer"), [InputRequired(), Length(max=500)])
    photos = photos(_l("Photos"))


class CorrectedForm(Form):
    text = TextAreaField(_l("What you have done"), [Optional(), Length(max=500)])
    photos = photos(_l("Photos"))


class RecheckForm(Form):
    result = RadioField(_l("How it looks now"), [InputRequired()])
    note = TextAreaField(
        _l("What is still not right"),
        [Optional(), Length(max=300)],
        description=_l("Only needed when it is not all right yet; the shop reads it."),
    )
    photos = photos(_l("Photo"))
    reminders = HiddenField()

    @classmethod
    def made(cls, **kwargs: Any) -> Self:
        form = cls.received(**kwargs)
        form.result.choices = choices((("right", _("All right now")), ("wrong", _("Not yet all right"))))
        return form

    @property
    def seen(self) -> int:
        """The number of reminders on the page that was looked at; anything else is none."""
        sent = str(self.reminders.data or "")
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else 0


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])


class SettleForm(Form):
    note = TextAreaField(_l("How it was settled"), [InputRequired(), Length(max=500)])


class ObjectionForm(Form):
    text = TextAreaField(_l("Why you do not agree"), [InputRequired(), Length(max=1000)])


class DecisionForm(Form):
    upheld = RadioField(_l("Decision"), [InputRequired()])
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=1000)])

    @classmethod
    def made(cls) -> Self:
        form = cls.received()
        form.upheld.choices = choices(
            (
                ("yes", _("The objection is upheld, the note is withdrawn")),
                ("no", _("The objection is not upheld")),
            )
        )
        return form
