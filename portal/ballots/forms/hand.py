from __future__ import annotations

from typing import Any

from wtforms import DateField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.ballots.models import Ballot
from portal.ballots.rules import Choice, numbers_in
from portal.ballots.services.hand import UNCHOSEN
from portal.ballots.states import CHANNEL_LABELS, Channel
from portal.core import clock
from portal.core.forms import Form
from portal.core.forms import choices as choices_of
from portal.core.i18n import _, _l
from portal.files.forms import FilesField

PLAIN = {"inputmode": "text", "spellcheck": "false", "autocomplete": "off"}


def listed(_form: Any, field: Any) -> None:
    try:
        numbers_in(field.data or "")
    except ValueError as part:
        raise ValidationError(
            _("“%(part)s” is no number of the roll. Write for example 1-12, 15, 18.", part=str(part))
        ) from part


class HandForm(Form):
    """Papers or raised hands, as numbers of the roll."""

    channel = RadioField(_l("How they voted"), validators=[InputRequired()])
    received_on = DateField(_l("Received on"), validators=[InputRequired()])
    choice_for = StringField(_l("Nos. that voted for"), [Length(max=4000), listed], render_kw=PLAIN)
    choice_against = StringField(_l("Nos. that voted against"), [Length(max=4000), listed], render_kw=PLAIN)
    choice_abstain = StringField(_l("Nos. that abstained"), [Length(max=4000), listed], render_kw=PLAIN)
    choice_invalid = StringField(
        _l("Nos. whose papers are invalid"), [Length(max=4000), listed], render_kw=PLAIN
    )
    handed_in = StringField(_l("Nos. that handed in a paper"), [Length(max=4000), listed], render_kw=PLAIN)
    scans = FilesField(_l("Scans of the papers or of the list"), most=6)

    @classmethod
    def of(cls, ballot: Ballot) -> HandForm:
        last = min(clock.today(), clock.local(ballot.closes_at).date())
        form = cls.received(data={"channel": str(Channel.PAPER), "received_on": last})
        channels = (Channel.PAPER,) if ballot.secret else (Channel.PAPER, Channel.HALL)
        form.channel.choices = choices_of((str(channel), CHANNEL_LABELS[channel]) for channel in channels)
        if ballot.secret:
            del form.choice_for, form.choice_against, form.choice_abstain, form.choice_invalid
        else:
            del form.handed_in
        return form

    def numbers(self) -> dict[str, list[int]]:
        """The typed numbers by choice, as `type_in` takes them."""
        if "handed_in" in self:
            return {UNCHOSEN: numbers_in(self.handed_in.data or "")}
        return {str(choice): numbers_in(self[f"choice_{choice}"].data or "") for choice in Choice}


class UrnForm(Form):
    """How the papers in the urn are marked."""

    votes_for = IntegerField(_l("Papers for"), validators=[NumberRange(0, 100_000)])
    votes_against = IntegerField(_l("Papers against"), validators=[NumberRange(0, 100_000)])
    votes_abstain = IntegerField(_l("Papers that abstain"), validators=[NumberRange(0, 100_000)])
    votes_invalid = IntegerField(_l("Invalid papers"), validators=[NumberRange(0, 100_000)])

    def votes(self) -> dict[str, int]:
        return {str(choice): self[f"votes_{choice}"].data for choice in Choice}


class DeclareForm(Form):
    """The end of the count."""

    attended = IntegerField(
        _l("People present at the meeting, those who did not vote included"),
        validators=[Optional(), NumberRange(0, 100_000)],
        description=_l("The rule asks for a majority of those present. Empty: everybody present voted."),
    )


class ProxyForm(Form):
    """A written authority."""

    number = IntegerField(
        _l("No. on the roll whose vote it is"), validators=[InputRequired(), NumberRange(1, 100_000)]
    )
    account = StringField(
        _l("Account of the holder"),
        validators=[Length(max=64)],
        description=_l("With an account the holder can vote online."),
    )
    holder = StringField(_l("Or the holder's name"), validators=[Length(max=100)])
    papers = FilesField(_l("The written authority (picture or PDF)"), most=3)
