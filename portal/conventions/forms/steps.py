from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Self

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
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.ballots.queries import adoption_rules
from portal.ballots.rules import AdoptionRule
from portal.conventions.forms.words import words
from portal.conventions.models import Convention
from portal.conventions.queries import rule_called
from portal.conventions.states import CHANNEL_LABELS, DISPOSITION_LABELS, STANCE_LABELS, Channel
from portal.core import clock
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.core.language import Script, dates, reader_script
from portal.files.forms import FilesField, PicturesField, picture_words
from portal.meetings.models import Meeting

FURTHEST = 5 * 366


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
    def about(cls, clauses: Sequence[tuple[str, str]]) -> Self:
        form = cls.received()
        form.clause.choices = choices(clauses)
        return form


class AnswerForm(Form):
    disposition = RadioField(
        _l("What becomes of it"), choices=words(DISPOSITION_LABELS), validators=[InputRequired()]
    )
    reply = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=1000)], render_kw={"rows": 3})


class OpenGatheringForm(Form):
    call_text = TextAreaField(
        _l("The call"),
        validators=[InputRequired(), Length(max=1500)],
        description=_l("What the convention is about, who can say something, and how."),
        render_kw={"rows": 5},
    )
    channels = SelectMultipleField(
        _l("How opinions can come in"), choices=words(CHANNEL_LABELS), default=["web"]
    )
    until = DateField(_l("Comments until (inclusive)"), validators=[InputRequired(), near])
    seen = HiddenField()
    read = BooleanField(
        _l("I have read this text and it can be shown to everybody."), validators=[InputRequired()]
    )


class OpinionForm(CommentForm):
    """An opinion that did not come in through the portal."""

    pictures = None  # type: ignore[assignment]  # WTForms: this form has no such field
    picture_words = None  # the same

    channel = RadioField(
        _l("How it came in"),
        choices=words({k: v for k, v in CHANNEL_LABELS.items() if k is not Channel.WEB}),
        validators=[InputRequired()],
    )
    speaker = StringField(_l("Whose opinion it is"), validators=[InputRequired(), Length(max=60)])
    scan = FilesField(
        _l("Scan or photo"),
        most=3,
        description=_l("Needed for an opinion on paper. Only those who draft and review see it."),
    )


class CallMeetingForm(Form):
    rule = SelectField(_l("Adoption rule"), validators=[InputRequired()])
    meeting = SelectField(
        _l("General meeting that has been called"),
        validators=[Optional()],
        description=_l("Then day, place and notice are those of that meeting."),
    )
    day = DateField(_l("Day of the meeting"), validators=[InputRequired(), near])
    at = TimeField(_l("Time"), validators=[InputRequired()])
    place = StringField(_l("Place of the meeting"), validators=[InputRequired(), Length(max=100)])

    @classmethod
    def of(cls, convention: Convention, called: Sequence[Meeting] = ()) -> CallMeetingForm:
        rules = adoption_rules()
        chosen = rules[convention.rule_key]
        day = clock.today() + timedelta(days=chosen.notice_days)
        at = time(19, 0)
        if convention.meeting_at is not None:
            stands = clock.local(convention.meeting_at)
            day, at = stands.date(), stands.time()
        form = cls.received(
            data={"rule": chosen.key, "day": day, "at": at, "place": convention.meeting_place.original}
        )
        form.rule.choices = rule_choices(rules)
        if not called:
            del form.meeting
            return form
        ahead = ((m.code, f"{m.title} · {dates.datetime_(m.starts_at)}") for m in called)
        form.meeting.choices = choices([("", _("None: a meeting of its own")), *ahead])
        return form


def rule_choices(rules: Mapping[str, AdoptionRule]) -> list[Any]:
    hant = reader_script() is Script.HANT
    return choices((key, r.name_hant if hant else r.name_hans) for key, r in rules.items())


class OpenVoteForm(Form):
    rule = SelectField(_l("Adoption rule"), validators=[InputRequired()])
    opens_on = DateField(_l("First day of voting"), validators=[InputRequired(), near])
    closes_on = DateField(_l("Last day of voting"), validators=[InputRequired(), near])
    women = IntegerField(
        _l("Women among those on the roll"),
        validators=[Optional(), NumberRange(0, 100_000)],
        description=_l("Needed where the rule asks for a share of women, as for village representatives."),
    )

    @classmethod
    def of(cls, convention: Convention) -> OpenVoteForm:
        rules = adoption_rules()
        chosen = rule_called(convention) or rules[convention.rule_key]
        first = clock.today() + timedelta(days=chosen.notice_days)
        if convention.meeting_at is not None:
            rules = {chosen.key: chosen}  # the meeting was called under it
            first = max(clock.today(), clock.local(convention.meeting_at).date())
        form = cls.received(
            data={"rule": chosen.key, "opens_on": first, "closes_on": first + timedelta(days=7)}
        )
        form.rule.choices = rule_choices(rules)
        if not any(rule.min_women_share for rule in rules.values()):
            del form.women
        return form


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=500)], render_kw={"rows": 3})


class GroupReasonForm(Form):
    reason = TextAreaField(
        _l("Why somebody is missing from the drafting group"),
        validators=[Length(max=500)],
        description=_l("Only needed when the group lacks somebody by the rule of its kind."),
        render_kw={"rows": 3},
    )


class ApproveForm(Form):
    opinion = TextAreaField(
        _l("Opinion of the street"), validators=[InputRequired(), Length(max=1000)], render_kw={"rows": 4}
    )
    seen = HiddenField()
    read = BooleanField(_l("I have read exactly this text, clause by clause."), validators=[InputRequired()])


class FileForm(Form):
    office = StringField(
        _l("Filed with"),
        validators=[InputRequired(), Length(max=60)],
        description=_l("The adoption rule names it; change it where your place has another office."),
    )
    papers = TextAreaField(
        _l("Papers sent along"), validators=[InputRequired(), Length(max=500)], render_kw={"rows": 3}
    )
    record = TextAreaField(
        _l("What the minutes say of the vote"), validators=[Length(max=500)], render_kw={"rows": 3}
    )
    answer = TextAreaField(
        _l("Answer to the objection"),
        validators=[Length(max=500)],
        description=_l("Only when the street has objected before."),
        render_kw={"rows": 2},
    )


class NumberForm(Form):
    number = StringField(_l("Filing number"), validators=[InputRequired(), Length(max=60)])


class PublishForm(Form):
    """`filing_no` and `filing_office` stand in it only for kinds that file without procedure."""

    filing_no = StringField(_l("Filing number"), validators=[Length(max=60)])
    filing_office = StringField(_l("Filed with"), validators=[Length(max=60)])
    record = TextAreaField(
        _l("What the minutes say of the vote"), validators=[Length(max=500)], render_kw={"rows": 3}
    )
    in_force_on = DateField(
        _l("In force from"),
        validators=[Optional(), near],
        description=_l("Left empty, it is put in force by hand, for example after the signing."),
    )


class UntilForm(Form):
    until = DateField(_l("Until (inclusive)"), validators=[InputRequired(), near])


class ConclusionForm(Form):
    conclusion = TextAreaField(
        _l("Conclusion"),
        validators=[InputRequired(), Length(max=1000)],
        description=_l("What the result says, and what will be done about it."),
        render_kw={"rows": 4},
    )


class OrderForm(Form):
    clauses = SelectMultipleField(_l("Clauses that no longer apply"), validators=[InputRequired()])
    reason = TextAreaField(
        _l("Reason, with the law"), validators=[InputRequired(), Length(max=500)], render_kw={"rows": 3}
    )
    due_on = DateField(_l("To be corrected by"), validators=[InputRequired(), near])

    @classmethod
    def about(cls, clauses: Sequence[tuple[str, str]], due_on: date) -> OrderForm:
        form = cls.received(data={"due_on": due_on})
        form.clauses.choices = choices(clauses)
        return form


class OpenSigningForm(Form):
    days = IntegerField(
        _l("For how many days"),
        validators=[Optional(), NumberRange(1, 365)],
        description=_l("Left empty it stays open."),
    )
