"""Forms of the officials, one for each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.honor.forms.proposing import SEVERITIES
from portal.honor.models import Argument
from portal.honor.rules import Severity
from portal.honor.states import METHODS, SCOPES, Method, Scope

YES_NO = (("yes", _l("Yes")), ("no", _l("No")))
NUMBER_HINT = _l("Such as 临河综执告〔2025〕31号.")


def number_field(label: Any, *, needed: bool = True) -> Any:
    return StringField(
        label, validators=[InputRequired() if needed else Optional(), Length(max=60)], description=NUMBER_HINT
    )


class CheckForm(Form):
    """What one person found, looking at everything."""

    finding = TextAreaField(_l("What you found"), validators=[InputRequired(), Length(max=1000)])
    no_minor = BooleanField(_l("I have made sure: no minor is involved, and nobody can be recognised"))
    signed_convention = BooleanField(_l("I have seen the signature under the convention it rests on"))


class NoticeForm(Form):
    """公示."""

    office = TextAreaField(_l("Where and how one can object"), validators=[InputRequired(), Length(max=300)])


class PublishPraiseForm(Form):
    """Onto the honour roll."""

    until = DateField(
        _l("Last day on the roll"), validators=[Optional()], description=_l("Empty: without an end.")
    )


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), validators=[InputRequired(), Length(max=500)])


class ConfirmForm(Form):
    """One tick before something that cannot be taken back."""

    sure = BooleanField(_l("I have read everything on record"), validators=[InputRequired()])


class ServeForm(Form):
    """事先告知书."""

    method = RadioField(
        _l("How it was served"), choices=choices(METHODS.items()), validators=[InputRequired()]
    )
    service_note = TextAreaField(_l("Proof of service"), validators=[InputRequired(), Length(max=500)])
    rights = TextAreaField(_l("Rights that were explained"), validators=[InputRequired(), Length(max=1000)])
    days = IntegerField(_l("Proposed term in days"), validators=[InputRequired(), NumberRange(1, 1900)])
    statement_until = DateField(
        _l("Statements until"),
        validators=[Optional()],
        description=_l("Empty: the shortest period, five working days."),
    )

    @property
    def values(self) -> dict[str, Any]:
        return {**self.data, "method": Method(self.method.data)}


class DecisionForm(Form):
    """The written decision."""

    text = TextAreaField(_l("The decision and its reasons"), validators=[InputRequired(), Length(max=3000)])
    penalty = BooleanField(_l("It rests on a penalty decision with social effect"))
    severity = RadioField(_l("How grave"), choices=choices(SEVERITIES.items()), validators=[InputRequired()])
    scope = RadioField(_l("Who may read it"), choices=choices(SCOPES.items()), validators=[InputRequired()])
    days = IntegerField(_l("Term in days"), validators=[InputRequired(), NumberRange(1, 1900)])

    @property
    def values(self) -> dict[str, Any]:
        return {**self.data, "severity": Severity(self.severity.data), "scope": Scope(self.scope.data)}


class WithdrawForm(ReasonForm):
    annulled_on = DateField(_l("Day on which the decision was annulled"), validators=[Optional()])


class CloseRepairForm(Form):
    granted = RadioField(_l("Has it been put right?"), choices=choices(YES_NO), validators=[InputRequired()])
    finding = TextAreaField(_l("What you found on site"), validators=[InputRequired(), Length(max=1000)])


class FindingsForm(Form):
    """A finding on each argument; made by `findings_form`."""

    asked: Sequence[Argument] = ()

    @property
    def findings(self) -> dict[int, tuple[bool, str]]:
        return {
            argument.id: (self[f"adopted_{argument.id}"].data == "yes", self[f"reason_{argument.id}"].data)
            for argument in self.asked
        }


def findings_form(arguments: Sequence[Argument]) -> FindingsForm:
    """One question and one reason for every argument that waits."""
    fields: dict[str, Any] = {"asked": tuple(arguments)}
    for argument in arguments:
        fields[f"adopted_{argument.id}"] = RadioField(
            _("“%(claim)s”: do you adopt it?", claim=argument.claim),
            choices=choices((("yes", _l("Point adopted")), ("no", _l("Point not adopted")))),
            validators=[InputRequired()],
        )
        fields[f"reason_{argument.id}"] = TextAreaField(
            _("Reason for this finding"), validators=[InputRequired(), Length(max=1000)]
        )
    kind: type[FindingsForm] = type("Findings", (FindingsForm,), fields)
    return kind.received()
