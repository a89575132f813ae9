"""What a planned vote asks of the block of votes: its answers with their costs, seats, budget, status quo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.ballots.services import Answer, Particulars, refuse_question
from portal.ballots.states import Method
from portal.consultations.models import Consultation
from portal.core.errors import Refused
from portal.core.i18n import _


def particulars_of(vote: Any, keys: Sequence[str]) -> Particulars:
    """What only some methods ask. `vote`: planned or typed; `keys`: of its answers. Not guarded: only reads."""
    kept = vote.settings
    quo = kept.get("status_quo")
    if quo and quo not in keys:
        raise Refused(_("The option that leaves things as they are is none of the options."))
    return Particulars(
        seats=kept.get("seats"),
        budget=kept.get("budget"),
        status_quo=keys.index(quo) if quo else None,
    )


def costs_of(vote: Any, keys: Sequence[str]) -> list[int | None]:
    """The cost of each answer in whole yuan, where the vote has a budget. Not guarded: only reads."""
    costs = list(vote.settings.get("costs", ()))
    if vote.method == Method.BUDGET and len(costs) != len(keys):
        raise Refused(
            _(
                "A vote on a budget needs one cost for each option: %(wanted)s are needed, %(there)s are there.",
                wanted=len(keys),
                there=len(costs),
            )
        )
    return costs or [None] * len(keys)


def answers_of(consultation: Consultation, vote: Any) -> list[Answer]:
    """The options of the consultation, or the vote's own answers; none where consent is asked. Not guarded: only reads."""
    if vote.method == Method.CONSENT:
        return []
    by_key = {option.key: option for option in consultation.options}
    keys = vote.answers or list(by_key)
    return [
        Answer(by_key[key].title, by_key[key].id, cost) if key in by_key else Answer(key, None, cost)
        for key, cost in zip(keys, costs_of(vote, keys), strict=True)
    ]


def refuse_unaskable(vote: Any, keys: Sequence[str]) -> None:
    """Refuse while drafting what could not be opened later. Not guarded: only reads."""
    consent = vote.method == Method.CONSENT
    answers = (
        []
        if consent
        else [Answer(key, None, cost) for key, cost in zip(keys, costs_of(vote, keys), strict=True)]
    )
    refuse_question(Method(vote.method), particulars_of(vote, keys), answers)
