"""Minutes and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.meetings.models import AgendaItem, MinutesPart, Seat
from portal.meetings.states import (
    AUDIENCE_LABELS,
    Audience,
)


class MinutesForm(Form):
    """Heading and text of each part."""

    @classmethod
    def of(cls, parts: Sequence[MinutesPart]) -> Self:
        fields: dict[str, Any] = {}
        data: dict[str, str] = {}
        for part in parts:
            fields[f"heading_{part.id}"] = StringField(_l("Heading"), [InputRequired(), Length(max=100)])
            fields[f"text_{part.id}"] = TextAreaField(
                _l("Text"), [Length(max=20_000)], render_kw={"data-editor": True}
            )
            data |= {f"heading_{part.id}": part.heading.original, f"text_{part.id}": part.text.original}
        kind: Any = type("MinutesOfMeeting", (cls,), fields)
        made: Self = kind.received(data=data)
        return made

    def texts(self, parts: Sequence[MinutesPart]) -> dict[int, tuple[str, str]]:
        return {p.id: (self[f"heading_{p.id}"].data or "", self[f"text_{p.id}"].data or "") for p in parts}


class PublishForm(Form):
    audience = RadioField(
        _l("Who may read them"),
        [InputRequired()],
        default=str(Audience.MEMBERS),
        choices=choices(AUDIENCE_LABELS.items()),
    )


class TaskForm(Form):
    text = StringField(_l("What is to be done"), [InputRequired(), Length(max=200)])
    person = SelectField(_l("Who takes it on"), [InputRequired()])
    due_on = DateField(_l("Until"), [InputRequired()])
    item = SelectField(_l("Item of the agenda"), [Optional()])

    @classmethod
    def among(cls, seats: Iterable[Seat], items: Iterable[AgendaItem]) -> Self:
        form = cls.received()
        form.person.choices = choices((str(s.user_id), str(s.called)) for s in seats if s.user_id)
        form.item.choices = choices([("", _("None")), *((str(i.id), str(i.title)) for i in items)])
        return form


class SettleForm(Form):
    done = RadioField(
        _l("How did it end?"),
        [InputRequired()],
        default="done",
        choices=choices((("done", _l("It is done")), ("dropped", _l("It will not be done")))),
    )
    note = StringField(_l("A word about it"), [Length(max=300)], description=_l("What was done, or why not."))


class WordForm(Form):
    minutes = IntegerField(_l("Minutes of speaking"), [InputRequired(), NumberRange(1, 60)], default=3)
