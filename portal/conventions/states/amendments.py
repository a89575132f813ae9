"""The life of an amendment, as data, and who may propose one when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.conventions.states.stages import EDITABLE, State
from portal.conventions.states.words import Kind
from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class AmendmentState(StrEnum):
    PROPOSED = "proposed"
    CONFLICTED = "conflicted"
    ACCEPTED = "accepted"
    MERGED = "merged"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    OUTDATED = "outdated"


class Action(StrEnum):
    """What an amendment does to the text."""

    CHANGE = "change"
    ADD = "add"
    DELETE = "delete"
    MOVE = "move"


OPEN = frozenset({AmendmentState.PROPOSED, AmendmentState.CONFLICTED})
TAKEN = frozenset({AmendmentState.ACCEPTED, AmendmentState.MERGED})

AMENDMENT_LABELS = {
    AmendmentState.PROPOSED: _l("Proposed, not decided"),
    AmendmentState.CONFLICTED: _l("Collides with the present text"),
    AmendmentState.ACCEPTED: _l("Accepted"),
    AmendmentState.MERGED: _l("Taken up with other words"),
    AmendmentState.REJECTED: _l("Not accepted"),
    AmendmentState.WITHDRAWN: _l("Withdrawn by its author"),
    AmendmentState.OUTDATED: _l("Overtaken"),
}
AMENDMENT_TONES = {
    AmendmentState.PROPOSED: "wait",
    AmendmentState.CONFLICTED: "stop",
    AmendmentState.ACCEPTED: "go",
    AmendmentState.MERGED: "go",
    AmendmentState.REJECTED: "stop",
    AmendmentState.WITHDRAWN: "plain",
    AmendmentState.OUTDATED: "plain",
}
ACTION_LABELS = {
    Action.CHANGE: _l("Change a clause"),
    Action.ADD: _l("Add a clause"),
    Action.DELETE: _l("Strike a clause out"),
    Action.MOVE: _l("Move a clause"),
}


@dataclass(frozen=True)
class AmendingRule:
    """In which states a text of this kind can be amended, and whether by those concerned only."""

    states: frozenset[State]
    concerned_only: bool


DISCUSSED = frozenset({State.GATHERING, State.INTERNAL_HEARING, *EDITABLE})
AMENDING_RULES: Mapping[Kind, AmendingRule] = {
    Kind.MERCHANTS: AmendingRule(DISCUSSED, concerned_only=True),
    Kind.RESIDENTS: AmendingRule(DISCUSSED, concerned_only=True),
    Kind.VILLAGE: AmendingRule(DISCUSSED, concerned_only=True),
    Kind.OWNERS: AmendingRule(DISCUSSED, concerned_only=True),
    Kind.MICRO: AmendingRule(DISCUSSED, concerned_only=False),
}

AMENDING = Workflow(
    "amendment",
    AMENDMENT_LABELS,
    (
        Transition(
            name="accept",
            label=_l("Accept the amendment"),
            before=(AmendmentState.PROPOSED, AmendmentState.CONFLICTED),
            after=AmendmentState.ACCEPTED,
            permission="conventions.decide_amendment",
        ),
        Transition(
            name="merge",
            label=_l("Take it up with other words"),
            before=(AmendmentState.PROPOSED, AmendmentState.CONFLICTED),
            after=AmendmentState.MERGED,
            permission="conventions.decide_amendment",
            needs=(Need.REASON,),
        ),
        Transition(
            name="reject",
            label=_l("Do not accept it"),
            before=(AmendmentState.PROPOSED, AmendmentState.CONFLICTED),
            after=AmendmentState.REJECTED,
            permission="conventions.decide_amendment",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="withdraw",
            label=_l("Withdraw the amendment"),
            before=(AmendmentState.PROPOSED, AmendmentState.CONFLICTED),
            after=AmendmentState.WITHDRAWN,
            permission="conventions.withdraw_amendment",
            danger=True,
        ),
        Transition(
            name="collide",
            label=_l("The text has changed in the same place"),
            before=(AmendmentState.PROPOSED,),
            after=AmendmentState.CONFLICTED,
            permission="",
            by_clock=True,
        ),
        Transition(
            name="fit",
            label=_l("It fits the text again"),
            before=(AmendmentState.CONFLICTED,),
            after=AmendmentState.PROPOSED,
            permission="",
            by_clock=True,
        ),
        Transition(
            name="overtake",
            label=_l("The text says so already, or its clause is gone"),
            before=(AmendmentState.PROPOSED, AmendmentState.CONFLICTED),
            after=AmendmentState.OUTDATED,
            permission="",
            by_clock=True,
        ),
    ),
    start=AmendmentState.PROPOSED,
)
