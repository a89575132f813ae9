"""The ballot paper of each method: one question, large targets, no script needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.ballots.models import Ballot
from portal.ballots.queries import yuan
from portal.ballots.rules import Voice
from portal.ballots.rules.file import marks_of
from portal.ballots.rules.methods import HIGHEST, LOWEST
from portal.ballots.services import FORMAL_CHOICES
from portal.ballots.services.marking import LONGEST_REASON
from portal.ballots.states import CHOICE_LABELS, VOICE_LABELS, Method
from portal.core.forms import Form
from portal.core.forms import choices as choices_of
from portal.core.i18n import _, _l

FIRST = InputRequired(message=_l("Please choose first."))


class PaperForm(Form):
    """A ballot paper. Each kind has `chosen`, which is what `cast` takes."""

    @property
    def said(self) -> str:
        """The reason that comes with an objection."""
        return ""


class OneForm(PaperForm):
    """One answer."""

    choice = RadioField(_l("Your vote"), validators=[FIRST])

    @property
    def chosen(self) -> list[str]:
        return [self.choice.data]


class ManyForm(PaperForm):
    """As many answers as one likes, or as the vote allows."""

    choice = SelectMultipleField(_l("Your vote"), validators=[FIRST])

    @property
    def chosen(self) -> list[str]:
        return list(self.choice.data or ())


class ConsentForm(OneForm):
    """Whether a proposal may stand."""

    reason = TextAreaField(
        _l("Your reason"),
        [Optional(), Length(max=LONGEST_REASON)],
        description=_l(
            "Needed for an objection. It is published with the result, without your name where the vote is secret."
        ),
        render_kw={"rows": 3},
    )

    @property
    def said(self) -> str:
        return self.reason.data or ""


class MarksForm(PaperForm):
    """A number for each option; the fields are made from the ballot."""

    @property
    def marks(self) -> list[Any]:
        """The fields, in the order of the ballot."""
        return [field for field in self if field.name.startswith("mark_")]

    @property
    def chosen(self) -> list[str]:
        return [
            f"{field.name.removeprefix('mark_')}={field.data}"
            for field in self.marks
            if field.raw_data and field.data
        ]


Paper = OneForm | ManyForm | MarksForm


def vote_form(ballot: Ballot, choices: Sequence[str] = (), reason: str = "") -> Paper:
    """The ballot paper, with what the person chose last time."""
    if ballot.method in {Method.RANKED, Method.SEATS, Method.SCORE}:
        return _marks_form(ballot, choices)
    if ballot.method in {Method.APPROVAL, Method.BUDGET}:
        return _many_form(ballot, choices)
    typed: dict[str, Any] = {"choice": choices[0] if choices else None, "reason": reason}
    if ballot.method is Method.CONSENT:
        consent = ConsentForm.received(data=typed)
        consent.choice.choices = choices_of((str(voice), VOICE_LABELS[voice]) for voice in Voice)
        return consent
    form = OneForm.received(data=typed)
    if ballot.method is Method.FORMAL:
        form.choice.choices = choices_of((str(c), CHOICE_LABELS[c]) for c in FORMAL_CHOICES)
    else:
        form.choice.choices = choices_of((option.key, str(option.text)) for option in ballot.options)
    return form


def _many_form(ballot: Ballot, choices: Sequence[str]) -> ManyForm:
    many = ManyForm.received(data={"choice": list(choices)})
    if ballot.max_choices:
        many.choice.description = _("You can choose at most %(most)s.", most=ballot.max_choices)
    else:
        many.choice.description = _("You can choose as many as you like.")
    if ballot.method is Method.BUDGET:
        labels = [
            (o.key, _("%(project)s (%(cost)s)", project=o.text, cost=yuan(o.cost or 0)))
            for o in ballot.options
        ]
        many.choice.choices = choices_of(labels)
    else:
        many.choice.choices = choices_of((option.key, str(option.text)) for option in ballot.options)
    return many


def _marks_form(ballot: Ballot, choices: Sequence[str]) -> MarksForm:
    """A paper with one field for each option: scores as buttons in a row, ranks as a list to choose from."""
    fields: dict[str, Any] = {
        f"mark_{option.key}": _score(str(option.text))
        if ballot.method is Method.SCORE
        else _rank(str(option.text), len(ballot.options))
        for option in ballot.options
    }
    before = {f"mark_{key}": str(mark) for key, mark in marks_of(choices)}
    paper: type[MarksForm] = type("MarksForm", (MarksForm,), fields)
    return paper.received(data=before)


def _score(label: str) -> RadioField:
    scale = [str(score) for score in range(LOWEST, HIGHEST + 1)]
    return RadioField(label, [Optional()], choices=choices_of((score, score) for score in scale))


def _rank(label: str, count: int) -> SelectField:
    ranks = [(str(rank), _("Rank %(rank)s", rank=rank)) for rank in range(1, count + 1)]
    return SelectField(label, [Optional()], choices=choices_of([("", _("Not ranked")), *ranks]), default="")
