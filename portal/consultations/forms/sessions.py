"""What is typed about sides, seats and applications."""

from __future__ import annotations

from typing import Any, Self

from wtforms import FieldList, FormField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.consultations.models import Side
from portal.consultations.services.seats import MOST_SEATS, MOST_SIDES, Stake
from portal.consultations.states import SEAT_ROLES, SELECTIONS, SeatRole, Selection
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l

SPARE = 2
INVITED = {role: label for role, label in SEAT_ROLES.items() if role is not SeatRole.PANEL}


class SideForm(Form):
    name = StringField(_l("Who has the same stake"), [Optional(), Length(max=40)])
    seats = IntegerField(_l("Seats"), [Optional(), NumberRange(min=1, max=MOST_SEATS)])
    selection = SelectField(
        _l("How its people are found"), choices=choices(SELECTIONS.items()), default="open"
    )


class SidesForm(Form):
    sides = FieldList(FormField(SideForm, label=_l("Side")), label=_l("Sides"), max_entries=MOST_SIDES)

    @classmethod
    def of(cls, sides: list[Side]) -> Self:
        rows = [
            {"name": side.name.original, "seats": side.seats, "selection": str(side.selection)}
            for side in sides
        ]
        rows += [{} for _n in range(min(SPARE, MOST_SIDES - len(rows)))]
        form = cls.received(data={"sides": rows})
        for number, entry in enumerate(form.sides, 1):
            entry.label.text = _("Side %(number)s", number=number)
        return form

    def stakes(self) -> list[Stake]:
        return [
            Stake(name=row["name"], seats=row["seats"] or 0, selection=Selection(row["selection"]))
            for row in (entry.data for entry in self.sides)
            if row["name"]
        ]


class ApplyForm(Form):
    side = RadioField(_l("For which side do you speak?"), [InputRequired(message=_l("Please choose first."))])
    note = TextAreaField(_l("What would you like to say there?"), [Optional(), Length(max=300)])


class InviteForm(Form):
    name = StringField(_l("Name"), [InputRequired(), Length(max=40)])
    role = RadioField(_l("Role"), [InputRequired()], choices=choices(INVITED.items()), default="presenter")
    side = SelectField(_l("Side"), [Optional()], default="")
    note = StringField(_l("Office or reason"), [Optional(), Length(max=120)])

    @property
    def as_what(self) -> SeatRole:
        return SeatRole(self.role.data)


class DrawForm(Form):
    seed = StringField(
        _l("Seed"),
        [InputRequired(), Length(min=4, max=80)],
        description=_l(
            "A number nobody could know before the list was closed, such as tonight's lottery result."
        ),
    )


def offer(field: Any, sides: list[Side], none: Any = None) -> None:
    """The sides as choices of a field."""
    pairs = [(str(side.position), str(side.name)) for side in sides]
    field.choices = choices([("", none), *pairs] if none else pairs)
