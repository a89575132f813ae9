"""What officials type of a vote beside its question: what only some methods ask."""

from __future__ import annotations

import re
from typing import Any

from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from portal.ballots.states import INDICATIVE, METHOD_LABELS, Method
from portal.consultations.models import PlannedVote
from portal.consultations.rules import option_key
from portal.consultations.services.drafting import MOST_OPTIONS
from portal.core.forms import Form, choices
from portal.core.i18n import _, _l

METHODS = (("", _l("No vote")), *((str(method), METHOD_LABELS[method]) for method in INDICATIVE))
LETTERS = [option_key(position) for position in range(MOST_OPTIONS)]
MOST_YUAN = 10_000_000_000
AMOUNTS = re.compile(r"[0-9]{1,11}([\s,;，、；]+[0-9]{1,11})*")


class VotePart(Form):
    """Money, seats, the option that changes nothing; each is read only where the method asks for it."""

    vote_method = SelectField(_l("Indicative vote"), [Optional()], choices=choices(METHODS))
    vote_budget = IntegerField(
        _l("Budget to share out, in yuan"),
        [Optional(), NumberRange(1, MOST_YUAN)],
        description=_l("For a vote on a budget."),
    )
    vote_costs = StringField(
        _l("Costs of the options, in yuan"),
        [Optional(), Length(max=120)],
        description=_l(
            "For a vote on a budget: one amount for each option, in their order, such as 8000, 12000, 5000."
        ),
    )
    vote_seats = IntegerField(
        _l("Seats"), [Optional(), NumberRange(1, MOST_OPTIONS)], description=_l("For a vote on seats.")
    )
    vote_quo = SelectField(
        _l("The option that leaves things as they are"),
        [Optional()],
        description=_l("For a ranking: the result says which options are preferred to it."),
    )

    def offer_letters(self) -> None:
        self.vote_quo.choices = choices([("", _("None of them")), *((letter, letter) for letter in LETTERS)])

    def validate_vote_costs(self, field: Any) -> None:
        if field.data and not AMOUNTS.fullmatch(field.data.strip()):
            raise ValidationError(
                _("Write whole amounts with commas between them, such as 8000, 12000, 5000.")
            )

    def particulars(self) -> dict[str, Any]:
        """What the chosen method asks, as a planned vote keeps it."""
        method = self.vote_method.data
        if method == Method.BUDGET:
            costs = [int(amount) for amount in re.findall(r"[0-9]+", self.vote_costs.data or "")]
            return {"budget": self.vote_budget.data, "costs": costs}
        if method == Method.SEATS:
            return {"seats": self.vote_seats.data}
        return {"status_quo": self.vote_quo.data} if method == Method.RANKED and self.vote_quo.data else {}


def particulars_before(vote: PlannedVote | None) -> dict[str, Any]:
    """What stands in these fields when a draft is opened again."""
    kept = vote.settings if vote else {}
    return {
        "vote_method": vote.method if vote else "",
        "vote_budget": kept.get("budget"),
        "vote_costs": ", ".join(str(cost) for cost in kept.get("costs", ())),
        "vote_seats": kept.get("seats"),
        "vote_quo": kept.get("status_quo", ""),
    }
