"""What people fill in when they sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.accounts.forms import whole
from portal.accounts.rules import passwords
from portal.conventions.forms.steps import near
from portal.conventions.forms.words import words
from portal.conventions.queries import Party
from portal.conventions.rules.drawing import LONGEST, NOTHING
from portal.conventions.states import METHOD_LABELS, Method
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l
from portal.files.forms import FilesField

CONSENT = _l("I have read the text above and will keep to it.")


class OwnPassword(PasswordField):
    """One's password, where another way of confirming stands beside it; taken as typed."""

    raw = True


class SignForm(Form):
    """`party` stands in it for who signs for more than one, `household` where there is no alliance."""

    party = RadioField(_l("For whom you sign"), validators=[InputRequired()])
    household = StringField(
        _l("For which household"),
        validators=[Optional(), Length(max=60)],
        description=_l("Building and flat, as it stands on the door. Left empty you sign for yourself only."),
    )
    read = BooleanField(CONSENT, validators=[InputRequired()])
    method = RadioField(
        _l("How you confirm it"),
        choices=words({k: v for k, v in METHOD_LABELS.items() if k is not Method.PAPER}),
        default=Method.PASSWORD,
        validators=[InputRequired()],
    )
    drawing = HiddenField(validators=[Length(max=LONGEST)])
    password = OwnPassword(
        _l("Your password"),
        validators=[Length(max=passwords.LONGEST)],
        filters=(whole,),
        description=_l("So that nobody signs for you on a device that was left open."),
        render_kw={"autocomplete": "current-password"},
    )
    text_hash = HiddenField()

    @classmethod
    def of(cls, parties: Sequence[Party], *, in_alliance: bool, text_hash: str) -> SignForm:
        first = parties[0].key if parties else ""
        form = cls.received(data={"text_hash": text_hash, "party": first, "method": Method.PASSWORD})
        form.party.choices = choices((p.key, p.capacity or p.name) for p in parties)
        if len(parties) < 2:
            del form.party
        if in_alliance:
            del form.household
        return form

    @property
    def chosen_party(self) -> str:
        return str(self.party.data) if "party" in self else ""

    @property
    def chosen_household(self) -> str:
        return str(self.household.data or "") if "household" in self else ""

    @property
    def by_hand(self) -> bool:
        return str(self.method.data) == Method.DRAWN

    @property
    def strokes(self) -> str:
        """The drawing, or what is surely none: then the service says so."""
        return (self.drawing.data or NOTHING) if self.by_hand else ""

    @property
    def consent(self) -> str:
        """The sentence as the signatory read it."""
        return str(self.read.label.text)


class PaperSignatureForm(Form):
    """An officer types in what was signed on paper."""

    party = SelectField(_l("Who signed, and for whom"), validators=[InputRequired()])
    first_witness = StringField(_l("First witness"), validators=[InputRequired(), Length(max=40)])
    second_witness = StringField(_l("Second witness"), validators=[InputRequired(), Length(max=40)])
    scan = FilesField(
        _l("Scan or photo of the signed paper"),
        [InputRequired(message=_l("Please add the scan of the signed paper."))],
        most=4,
        description=_l("Only the signatory and the officers can see it. Its fingerprint goes into the seal."),
    )
    same = BooleanField(
        _l("The paper bears exactly this text and the fingerprint above."), validators=[InputRequired()]
    )
    text_hash = HiddenField()

    @classmethod
    def of(cls, parties: Mapping[str, Party], text_hash: str) -> PaperSignatureForm:
        form = cls.received(data={"text_hash": text_hash})
        form.party.choices = choices(
            [("", _("Please choose")), *((k, label_of(p)) for k, p in parties.items())]
        )
        return form


def label_of(party: Party) -> Any:
    return f"{party.name} · {party.capacity}" if party.capacity else party.name


class CampaignForm(Form):
    until = DateField(_l("Ask until (inclusive)"), validators=[InputRequired(), near])
    goal = IntegerField(
        _l("Goal: how many shall have signed"),
        validators=[Optional(), NumberRange(0, 100_000)],
        description=_l("Left empty there is no goal."),
    )


class RenewForm(Form):
    until = DateField(_l("Last day it holds"), validators=[InputRequired(), near])
