from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.ballots.queries import adoption_rules
from portal.conventions.forms.words import words
from portal.conventions.models import Convention
from portal.conventions.states import (
    DISPOSITION_LABELS,
    STANCE_LABELS,
)
from portal.core import clock
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.core.language import Script, reader_script
from portal.files.forms import PicturesField, picture_words

FURTHEST = 5 * 366


def end_of(day: Any) -> datetime:
    """The last minute of a day on the city's clock."""
    local = datetime.combine(day + timedelta(days=1), time(0), tzinfo=clock.CITY_ZONE)
    return local.astimezone(UTC)


def start_of(day: Any) -> datetime:
    return datetime.combine(day, time(0), tzinfo=clock.CITY_ZONE).astimezone(UTC)


def near(_form: Any, field: Any) -> None:
    """A day of these years; anything else is a slip of the pen."""
    if field.data and abs((field.data - clock.today()).days) > FURTHEST:
        raise ValidationError(_("Please give a day within the next five years."))


class CommentForm(Form):
    clause = SelectField(_l("What your comment is about"), validators=[Optional()])
    stance = RadioField(_l("Your view"), choices=words(STANCE_LABELS), validators=[InputRequired()])
    text = TextAreaField(
        _l("Your comment"),
        validators=[InputRequired(), Length(max=2000)],
        description=_l(
            "Please do not write telephone numbers or other personal data; they would be covered."
        ),
        render_kw={"rows": 5},
    )
    pictures = PicturesField()
    picture_words = picture_words()

    @classmethod
    def about(cls, clauses: Sequence[tuple[str, str]]) -> CommentForm:
        form = cls.received()
        form.clause.choices = choices(clauses)
        return form


class AnswerForm(Form):
    disposition = RadioField(
        _l("What becomes of it"), choices=words(DISPOSITION_LABELS), validators=[InputRequired()]
    )
    reply = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=1000)], render_kw={"rows": 3})


class OpenCommentForm(Form):
    until = DateField(_l("Comments until (inclusive)"), validators=[InputRequired(), near])
    seen = HiddenField()
    read = BooleanField(
        _l("I have read this text and it can be shown to everybody."), validators=[InputRequired()]
    )


class OpenVoteForm(Form):
    rule = SelectField(_l("Adoption rule"), validators=[InputRequired()])
    opens_on = DateField(_l("First day of voting"), validators=[InputRequired(), near])
    closes_on = DateField(_l("Last day of voting"), validators=[InputRequired(), near])

    @classmethod
    def of(cls, convention: Convention) -> OpenVoteForm:
        rules = adoption_rules()
        chosen = rules[convention.rule_key]
        first = clock.today() + timedelta(days=chosen.notice_days)
        form = cls.received(
            data={"rule": chosen.key, "opens_on": first, "closes_on": first + timedelta(days=7)}
        )
        hant = reader_script() is Script.HANT
        form.rule.choices = choices((key, r.name_hant if hant else r.name_hans) for key, r in rules.items())
        return form


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=500)], render_kw={"rows": 3})


class PublishForm(Form):
    filing_no = StringField(_l("Filing number"), validators=[InputRequired(), Length(max=60)])
    filing_office = StringField(_l("Filed with"), validators=[InputRequired(), Length(max=60)])
    record = TextAreaField(
        _l("What the minutes say of the vote"), validators=[Length(max=500)], render_kw={"rows": 3}
    )
    in_force_on = DateField(
        _l("In force from"),
        validators=[Optional(), near],
        description=_l("Left empty, it is put in force by hand, for example after the signing."),
    )


class OpenSigningForm(Form):
    days = IntegerField(
        _l("For how many days"),
        validators=[Optional(), NumberRange(1, 365)],
        description=_l("Left empty it stays open."),
    )


class SignForm(Form):
    read = BooleanField(_l("I have read the text above and will keep to it."), validators=[InputRequired()])
    text_hash = HiddenField()
