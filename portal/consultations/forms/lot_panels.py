"""What is typed about a panel by lot: quotas and seed, one's own traits, why somebody leaves."""

from __future__ import annotations

from typing import Any, Self

from wtforms import BooleanField, DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.consultations.models import LotPanel
from portal.consultations.rules.quotas import UnreadableQuota, Wanted, quotas_in, typed
from portal.consultations.services.lot_panels import MOST_SEATS, categories_of
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l

CHOOSE = _l("Please choose first.")


class PanelForm(Form):
    size = IntegerField(
        _l("Seats of the panel"), [InputRequired(), NumberRange(min=2, max=MOST_SEATS)], default=12
    )
    quotas = TextAreaField(
        _l("Quotas"),
        [InputRequired(), Length(max=1000)],
        description=_l(
            "One trait on each line, with the least and most seats of each answer. Example: "
            "“Sex: women 5-7, men 5-7”."
        ),
    )
    about = TextAreaField(
        _l("What the panel does, when it meets, what those who sit there get"),
        [InputRequired(), Length(max=500)],
    )
    seed_source = StringField(
        _l("Where the seed comes from"),
        [InputRequired(), Length(max=120)],
        description=_l("A public number that nobody can know before, such as a named lottery draw."),
    )
    seed_on = DateField(_l("Day on which the seed is known"), [InputRequired()])

    def validate_quotas(self, field: Any) -> None:
        try:
            quotas_in(field.data or "")
        except UnreadableQuota as error:
            raise ValidationError(_("This line cannot be read: “%(line)s”.", line=str(error))) from error

    @property
    def wanted(self) -> list[Wanted]:
        return quotas_in(self.quotas.data or "")

    @classmethod
    def of(cls, panel: LotPanel | None) -> Self:
        if panel is None:
            return cls.received()
        quotas = [Wanted(q.category.original, q.value.original, q.least, q.most) for q in panel.quotas]
        data = {
            "size": panel.size,
            "quotas": typed(quotas),
            "about": panel.about.original,
            "seed_source": panel.seed_source.original,
            "seed_on": panel.seed_on,
        }
        return cls.received(data=data)


class StandForm(Form):
    """The questions are those of the panel: `form_for` makes one field of each."""

    named = BooleanField(
        _l("My name may stand on the page if I am drawn"),
        [Optional()],
        description=_l("Otherwise only your number stands there."),
    )

    @property
    def traits(self) -> list[str]:
        return [field.data for field in self if field.name.startswith("trait_")]


class EnrolForm(StandForm):
    name = StringField(_l("Name"), [InputRequired(), Length(max=40)])


def form_for(panel: LotPanel, base: type[StandForm]) -> Any:
    """The form with a question for each trait, in front of the rest."""
    fields: dict[str, Any] = {}
    for number, (_key, quotas) in enumerate(categories_of(panel).items()):
        fields[f"trait_{number}"] = RadioField(
            str(quotas[0].category),
            [InputRequired(message=CHOOSE)],
            choices=choices((one.value.hans, str(one.value)) for one in quotas),
        )

    def traits_first(form: Any) -> Any:
        held = list(form._fields.values())
        return iter(sorted(held, key=lambda field: not field.name.startswith("trait_")))

    made = type("TraitsForm", (base,), {**fields, "__iter__": traits_first})
    return made.received()  # type: ignore[attr-defined]


class SeedForm(Form):
    seed = StringField(_l("Seed"), [InputRequired(), Length(min=4, max=80)])


class VacateForm(Form):
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(max=200)],
        description=_l("It stands on the page, beside the number. Please write no names."),
    )
