"""Calling a meeting and its agenda."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Self

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from portal.core import clock
from portal.core.forms import Form, choices
from portal.core.i18n import _l
from portal.files.forms import FilesField
from portal.meetings.models import AgendaItem
from portal.meetings.services import Point
from portal.meetings.states import (
    AGENDA_LABELS,
    KIND_LABELS,
    AgendaKind,
    MeetingKind,
)


def zoned(moment: datetime | None) -> datetime:
    """What was typed is the city's time."""
    return (moment or clock.local(clock.now()).replace(tzinfo=None)).replace(tzinfo=clock.CITY_ZONE)


def typed(moment: datetime) -> datetime:
    return clock.local(moment).replace(tzinfo=None)


class TimesForm(Form):
    starts_at = DateTimeLocalField(_l("Begins at"), [InputRequired()])
    ends_at = DateTimeLocalField(_l("Ends at"), [InputRequired()])

    @property
    def times(self) -> dict[str, datetime]:
        return {"starts_at": zoned(self.starts_at.data), "ends_at": zoned(self.ends_at.data)}


class WordsForm(Form):
    """What is said about a meeting, besides its time."""

    title = StringField(
        _l("Title"),
        [InputRequired(), Length(min=2, max=60)],
        description=_l("For example: tenth regular meeting of 2025."),
    )
    venue = StringField(_l("Place of the meeting"), [Length(max=100)])
    online_url = StringField(
        _l("Online room"), [Length(max=300)], description=_l("An address that begins with “https://”.")
    )
    purpose = TextAreaField(_l("What it is about"), [Length(max=2000)])
    public = BooleanField(_l("Everybody may read the call and the agenda"))

    def words(self) -> dict[str, Any]:
        names = ("title", "venue", "online_url", "purpose")
        return {name: self[name].data or "" for name in names} | {"public": bool(self.public.data)}


class CallForm(WordsForm, TimesForm):
    kind = RadioField(_l("Kind of meeting"), [InputRequired(message=_l("Please choose first."))])
    items = TextAreaField(
        _l("Agenda"),
        [Length(max=4000)],
        description=_l("One item per line. Kinds, links and attachments can be added afterwards."),
    )
    send = BooleanField(_l("Send the notice at once to everybody who is entitled"))
    short_notice = StringField(
        _l("Reason for a short notice"),
        [Length(max=200)],
        description=_l("Only needed when the notice is shorter than usual and the charter allows it."),
    )

    @classmethod
    def of(cls, kinds: Iterable[MeetingKind], **data: Any) -> Self:
        form = cls.received(data=data)
        form.kind.choices = choices((str(kind), KIND_LABELS[kind]) for kind in kinds)
        return form

    @property
    def points(self) -> list[Point]:
        lines = (
            line.strip(" 　、.0123456789一二三四五六七八九十")
            for line in (self.items.data or "").splitlines()
        )
        return [Point(title=line[:100]) for line in lines if line]


class NoticeForm(Form):
    short_notice = StringField(
        _l("Reason for a short notice"),
        [Length(max=200)],
        description=_l("Only needed when the notice is shorter than usual and the charter allows it."),
    )


class PostponeForm(TimesForm):
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=200)])


class ReasonForm(Form):
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=200)])


class OfficersForm(Form):
    chair = SelectField(_l("Presiding"), [InputRequired()])
    secretary = SelectField(_l("Keeping the minutes"), [InputRequired()])

    @classmethod
    def among(cls, people: Sequence[tuple[int, str]], **data: Any) -> Self:
        form = cls.received(data=data)
        form.chair.choices = form.secretary.choices = choices((str(i), name) for i, name in people)
        return form


class ItemForm(Form):
    kind = SelectField(_l("Kind of item"), [InputRequired()], choices=choices(AGENDA_LABELS.items()))
    title = StringField(_l("Item"), [InputRequired(), Length(max=100)])
    text = TextAreaField(_l("Explanation"), [Length(max=4000)])
    presenter = StringField(_l("Presented by"), [Length(max=60)])
    path = StringField(
        _l("Link to the thing it is about"),
        [Length(max=300)],
        description=_l(
            "The part of the address after the name of the site, for example /conventions/ab12cd34."
        ),
    )
    path_title = StringField(_l("Words of the link"), [Length(max=100)])
    files = FilesField(_l("Attachments"))

    @classmethod
    def of(cls, item: AgendaItem) -> Self:
        data = {
            "kind": str(item.kind),
            "title": item.title.original,
            "text": item.text.source or "",
            "presenter": item.presenter.original,
            "path": item.path,
            "path_title": item.path_title.original,
        }
        return cls.received(data=data)

    def point(self, actor: Any) -> Point:
        return Point(
            kind=AgendaKind(self.kind.data),
            title=self.title.data or "",
            text=self.text.data or "",
            presenter=self.presenter.data or "",
            path=self.path.data or "",
            path_title=self.path_title.data or "",
            files=self.files.keep(actor),
        )
