from __future__ import annotations

from typing import Any, TypeVar, cast

from wtforms import DateField, IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from portal.ballots.models import Ballot
from portal.ballots.queries import marks_of
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


AnyForm = TypeVar("AnyForm", bound=Form)
NUMBERS = [Length(max=4000), listed]
MARKED = {
    Choice.FOR: _l("Nos. that voted for"),
    Choice.AGAINST: _l("Nos. that voted against"),
    Choice.ABSTAIN: _l("Nos. that abstained"),
    Choice.INVALID: _l("Nos. whose papers are invalid"),
}
PAPERS = {
    Choice.FOR: _l("Papers for"),
    Choice.AGAINST: _l("Papers against"),
    Choice.ABSTAIN: _l("Papers that abstain"),
    Choice.INVALID: _l("Invalid papers"),
}


def made(form: type[AnyForm], fields: dict[str, Any]) -> type[AnyForm]:
    """The form with these fields besides its own."""
    return cast("type[AnyForm]", type(form.__name__, (form,), fields))


class HandForm(Form):
    """Papers or raised hands, as numbers of the roll: a field for each mark that a paper can have."""

    channel = RadioField(_l("How they voted"), validators=[InputRequired()])
    received_on = DateField(_l("Received on"), validators=[InputRequired()])
    scans = FilesField(_l("Scans of the papers or of the list"), most=6)

    @classmethod
    def of(cls, ballot: Ballot) -> HandForm:
        marks = marks_of(ballot)
        fields: dict[str, Any] = {
            f"choice_{mark}": StringField(
                MARKED[Choice(mark)] if mark in MARKED else _("Nos. that chose “%(option)s”", option=label),
                NUMBERS,
                render_kw=PLAIN,
            )
            for mark, label in marks.items()
        }
        if ballot.secret:
            fields = {"handed_in": StringField(_l("Nos. that handed in a paper"), NUMBERS, render_kw=PLAIN)}
        last = min(clock.today(), clock.local(ballot.closes_at).date())
        usual = {"channel": str(Channel.PAPER), "received_on": last}
        form = made(cls, fields).received(data=usual)
        channels = (Channel.PAPER,) if ballot.secret else (Channel.PAPER, Channel.HALL)
        form.channel.choices = choices_of((str(channel), CHANNEL_LABELS[channel]) for channel in channels)
        return form

    def numbers(self) -> dict[str, list[int]]:
        """The typed numbers by choice, as `type_in` takes them."""
        if "handed_in" in self:
            return {UNCHOSEN: numbers_in(self["handed_in"].data or "")}
        typed = {name.removeprefix("choice_"): field for name, field in self._fields.items()}
        return {
            mark: numbers_in(field.data or "")
            for mark, field in typed.items()
            if field.name.startswith("choice_")
        }


class UrnForm(Form):
    """How the papers in the urn are marked."""

    @classmethod
    def of(cls, ballot: Ballot) -> UrnForm:
        fields: dict[str, Any] = {
            f"votes_{mark}": IntegerField(
                PAPERS[Choice(mark)] if mark in PAPERS else _("Papers for “%(option)s”", option=label),
                validators=[NumberRange(0, 100_000)],
            )
            for mark, label in marks_of(ballot).items()
        }
        return made(cls, fields).received()

    def votes(self) -> dict[str, int]:
        return {
            name.removeprefix("votes_"): field.data or 0
            for name, field in self._fields.items()
            if name.startswith("votes_")
        }


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
