"""What officials type into a brief."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.accounts.models import Level
from portal.accounts.permissions import LEVELS
from portal.consultations.forms.votes import VotePart, particulars_before
from portal.consultations.models import Consultation
from portal.consultations.queries.kinds import kinds_on
from portal.consultations.rules import PLAIN_MOST
from portal.consultations.services.drafting import MOST_OPTIONS, Question, Way
from portal.core import clock
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.files.forms import FilesField

AT_FIRST = 5  # rows for options in a new draft
SPARE = 2  # empty rows after the options that are there


class WayForm(Form):
    title = StringField(_l("Title"), [Optional(), Length(max=60)])
    text = TextAreaField(_l("What would be done"), [Optional(), Length(max=1000)])
    cost = StringField(_l("What it costs"), [Optional()])
    affected = StringField(_l("Whom it concerns"), [Optional()])


QUESTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_l("What kind of consultation is it?"), ("kind", "title")),
    (_l("What do you want to know from people?"), ("question", "plain")),
    (_l("What must people know first?"), ("background", "documents", "records_reason")),
    (_l("Is there a text to speak about?"), ("text",)),
    (_l("Whom does it concern, and what is not open?"), ("affected", "limits")),
    (_l("Which ways are there to go?"), ("options",)),
    (_l("From when to when?"), ("opens_at", "closes_at", "shortened_reason")),
    (_l("What comes after that?"), ("result_on", "milestones")),
    (_l("What happens with the opinions?"), ("use", "organiser", "contact")),
    (_l("Should people vote on it too?"), ("vote",)),
)
"""The guided form: one question a step, with the fields that answer it."""


class BriefForm(VotePart):
    """The guided form for organisers: what is asked, the ways to go, when, and what happens then."""

    kind = SelectField(_l("Kind of consultation"), [InputRequired()])
    title = StringField(_l("Title"), [InputRequired(), Length(max=80)])
    organiser = StringField(_l("Organiser as it is printed"), [Optional(), Length(max=120)])
    question = TextAreaField(_l("What is asked"), [Optional(), Length(max=500)])
    plain = TextAreaField(
        _l("Plain version"),
        [Optional(), Length(max=PLAIN_MOST)],
        description=_l("What people read first on their phone: short sentences, no official language."),
    )
    background = TextAreaField(_l("Background"), [Optional()], render_kw={"data-editor": "full"})
    text = TextAreaField(
        _l("Text under consultation"),
        [Optional(), Length(max=20000)],
        description=_l(
            "Where people are asked about a draft: one clause a line. It is frozen when announced."
        ),
    )
    limits = TextAreaField(_l("What cannot be decided here"), [Optional(), Length(max=1000)])
    affected = TextAreaField(_l("Who is affected"), [Optional(), Length(max=500)])
    options = FieldList(FormField(WayForm, label=_l("Option")), label=_l("Options"), max_entries=MOST_OPTIONS)
    opens_at = DateTimeLocalField(_l("Opinions are taken from"), [InputRequired()])
    closes_at = DateTimeLocalField(_l("Opinions are taken until"), [InputRequired()])
    shortened_reason = TextAreaField(
        _l("Reason for a shorter time"),
        [Optional(), Length(max=500)],
        description=_l("Only where it is open for less than the law or the rules of its kind ask."),
    )
    records_reason = TextAreaField(
        _l("Reason why a paper is missing"),
        [Optional(), Length(max=500)],
        description=_l("Only where its kind asks for a paper that is not there."),
    )
    result_on = DateField(_l("Answers are promised by"), [Optional()])
    use = TextAreaField(_l("How your opinion will be used"), [Optional(), Length(max=500)])
    contact = StringField(_l("Contact"), [Optional()])
    milestones = TextAreaField(
        _l("Timeline"),
        [Optional(), Length(max=3000)],
        description=_l("One line for each day, such as: 2026-03-05 Round table"),
    )
    vote_question = StringField(_l("Question of the vote"), [Length(max=120)])
    vote_most = IntegerField(_l("Most choices"), [Optional(), NumberRange(1, MOST_OPTIONS)])
    vote_level = SelectField(_l("Who may vote"), [Optional()])
    vote_residents = BooleanField(_l("Only people who live in this place"))
    documents = FilesField(_l("Documents"), most=6)

    @classmethod
    def of(cls, consultation: Consultation | None = None) -> BriefForm:
        form = cls.received(data=typed_before(consultation) if consultation else {})
        form.kind.choices = choices((key, str(kind.name)) for key, kind in kinds_on().items())
        form.vote_level.choices = choices((str(int(v)), LEVELS[v]) for v in (Level.L1, Level.L2))
        form.offer_letters()
        if not form.is_submitted:
            wanted = min(MOST_OPTIONS, max(AT_FIRST, len(form.options.entries) + SPARE))
            while len(form.options.entries) < wanted:
                form.options.append_entry()
        for number, entry in enumerate(form.options):
            entry.label.text = _("Option %(letter)s", letter=chr(ord("A") + number))
        return form

    def suggest_times(self) -> None:
        """A month from tomorrow morning: enough for every kind that comes with the portal."""
        opens = clock.local(clock.now()).replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)
        self.opens_at.data = opens + timedelta(days=1)
        self.closes_at.data = opens + timedelta(days=32)

    def validate_milestones(self, field: Any) -> None:
        for row in (field.data or "").splitlines():
            if row.strip() and _milestone(row) is None:
                raise ValidationError(
                    _("Each line begins with a day such as 2026-03-05, then a space and a few words.")
                )

    def validate_vote_question(self, field: Any) -> None:
        if self.vote_method.data and not (field.data or "").strip():
            raise ValidationError(_("Please write the question of the vote."))

    def validate_options(self, field: Any) -> None:
        for entry in field:
            given = entry.data
            if not given["title"] and any(given[part] for part in ("text", "cost", "affected")):
                raise ValidationError(_("Each option needs a title."))

    def brief(self) -> dict[str, Any]:
        """The columns of the consultation."""
        texts = (
            "title",
            "organiser",
            "question",
            "plain",
            "background",
            "limits",
            "affected",
            "use",
            "contact",
        )
        reasons = ("shortened_reason", "records_reason")
        return {
            "kind": self.kind.data,
            **{column: self[column].data or "" for column in (*texts, *reasons)},
            "opens_at": _in_the_city(self.opens_at.data),
            "closes_at": _in_the_city(self.closes_at.data),
            "result_on": self.result_on.data,
        }

    def ways(self) -> list[Way]:
        given = [entry.data for entry in self.options]
        return [
            Way(**{part: row[part] or "" for part in ("title", "text", "cost", "affected")})
            for row in given
            if row["title"]
        ]

    def days(self) -> list[tuple[date, str]]:
        found = [_milestone(row) for row in (self.milestones.data or "").splitlines()]
        return [row for row in found if row]

    def questions(self) -> list[Question]:
        if not self.vote_method.data:
            return []
        many = self.vote_method.data in {"approval", "budget"}
        return [
            Question(
                text=self.vote_question.data or "",
                method=self.vote_method.data,
                max_choices=self.vote_most.data if many else None,
                least_level=int(self.vote_level.data or Level.L2),
                residents_only=self.vote_residents.data,
                settings=self.particulars(),
            )
        ]


def _milestone(row: str) -> tuple[date, str] | None:
    day, _space, text = row.strip().partition(" ")
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return None
    return (found, text.strip()[:200]) if text.strip() else None


def typed_before(consultation: Consultation) -> dict[str, Any]:
    """What stands in the form when a draft is opened again, in the script it was written in."""
    texts = (
        "title", "organiser", "question", "plain", "background", "limits", "affected", "use", "contact",
        "shortened_reason", "records_reason",
    )  # fmt: skip
    vote = next(iter(consultation.votes), None)
    ways = [
        {part: getattr(o, part).original for part in ("title", "text", "cost", "affected")}
        for o in consultation.options
    ]
    return {
        **{column: getattr(consultation, column).original for column in texts},
        "kind": consultation.kind,
        "text": consultation.texts[0].text.original if consultation.texts else "",
        "opens_at": _naive(consultation.opens_at),
        "closes_at": _naive(consultation.closes_at),
        "result_on": consultation.result_on,
        "options": ways,
        "milestones": "\n".join(f"{m.day.isoformat()} {m.text.original}" for m in consultation.timeline),
        **particulars_before(vote),
        "vote_question": vote.question.original if vote else "",
        "vote_most": vote.max_choices if vote else None,
        "vote_level": str(vote.least_level) if vote else "2",
        "vote_residents": bool(vote and vote.residents_only),
    }


def _in_the_city(typed: datetime | None) -> datetime:
    """What is typed into a form is the city's own time. The field has made sure that there is one."""
    return (typed or clock.now()).replace(tzinfo=clock.CITY_ZONE)


def _naive(moment: datetime) -> datetime:
    return clock.local(moment).replace(tzinfo=None)
