"""In the room: the list, proxies, resolutions, hands, the word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from portal.ballots.rules import Choice
from portal.ballots.states import CHOICE_LABELS
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.files.forms import FilesField
from portal.meetings.models import AgendaItem, Seat
from portal.meetings.services.deciding import HANDS
from portal.meetings.states import (
    SEAT_LABELS,
    SeatKind,
)

HAND_CHOICES = [(str(choice), CHOICE_LABELS[choice]) for choice in HANDS]


class CodeForm(Form):
    code = StringField(
        _l("Code on the screen"),
        [InputRequired(), Length(max=20)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "inputmode": "text"},
    )


class ListForm(Form):
    """Ticks on the attendance list."""

    seats = SelectMultipleField(_l("Who is there"), [InputRequired(message=_l("Please choose first."))])
    scan = FilesField(
        _l("Scan of the signed list"),
        most=4,
        description=_l("Needed when the list is typed after the meeting."),
    )

    @classmethod
    def of(cls, seats: Iterable[Seat]) -> Self:
        form = cls.received()
        form.seats.choices = choices((str(seat.id), str(seat.called)) for seat in seats)
        return form

    @property
    def chosen(self) -> set[int]:
        return {int(i) for i in self.seats.data or ()}


class GuestForm(Form):
    name = StringField(_l("Name of the person"), [InputRequired(), Length(max=40)])
    of = StringField(_l("Comes from"), [Length(max=60)], description=_l("The office, company or street."))
    kind = RadioField(
        _l("As"),
        [InputRequired()],
        default=str(SeatKind.GUEST),
        choices=choices((str(k), SEAT_LABELS[k]) for k in (SeatKind.GUEST, SeatKind.OBSERVER)),
    )


class ProxyForm(Form):
    """Who votes for somebody who stays away; `seat` and `paper` when officers type it in."""

    seat = SelectField(_l("Who stays away"), [InputRequired()])
    holder = SelectField(_l("Who votes for them"), [InputRequired()])
    paper = FilesField(_l("The signed proxy"), most=2)

    @classmethod
    def among(cls, seats: Sequence[Seat], *, own: bool) -> Self:
        form = cls.received()
        people = choices((str(seat.id), str(seat.called)) for seat in seats)
        form.seat.choices = form.holder.choices = people
        if own:
            del form.seat, form.paper
        return form


class ResolutionForm(Form):
    text = TextAreaField(
        _l("The resolution"),
        [InputRequired(), Length(max=600)],
        description=_l("One sentence that one can be for or against. The other script is made from it."),
    )
    item = SelectField(_l("Item of the agenda"), [Optional()])
    secret = BooleanField(_l("Vote in secret, on the telephones of those present"))

    @classmethod
    def under(cls, items: Iterable[AgendaItem], **data: Any) -> Self:
        form = cls.received(data=data)
        form.item.choices = choices([("", _("None")), *((str(i.id), str(i.title)) for i in items)])
        return form


class HandForm(Form):
    """One's own hand."""

    choice = RadioField(
        _l("Your vote"),
        [InputRequired(message=_l("Please choose first."))],
        choices=choices(HAND_CHOICES),
    )
    dissent = StringField(
        _l("For the minutes"),
        [Length(max=300)],
        description=_l(
            "If you are against or abstain, you can have your reason written down with your name."
        ),
    )


class HandsForm(Form):
    """Hands raised in the room, name by name: fields `hand_7` and `dissent_7` for seat 7."""

    @classmethod
    def of(cls, seats: Sequence[Seat], now: dict[int, Choice]) -> Self:
        fields: dict[str, Any] = {}
        for seat in seats:
            fields[f"hand_{seat.id}"] = RadioField(
                str(seat.called),
                [Optional()],
                choices=choices([("", _l("Did not raise a hand")), *HAND_CHOICES]),
            )
        kind: Any = type("HandsOfMeeting", (cls,), fields)
        data = {f"hand_{seat.id}": str(now.get(seat.id, "")) for seat in seats}
        made: Self = kind.received(data=data)
        return made

    @property
    def hands(self) -> dict[int, Choice]:
        fields: list[Field] = [f for f in self if f.name.startswith("hand_") and f.data]
        return {int(f.name.removeprefix("hand_")): Choice(f.data) for f in fields}
