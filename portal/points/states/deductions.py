"""The life of a deduction: found by one person, heard, decided by another, and open to objection and review."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class DeductionState(StrEnum):
    FOUND = "found"
    SERVED = "served"
    DROPPED = "dropped"
    POSTED = "posted"
    OBJECTED = "objected"
    REJECTED = "rejected"
    REVIEWED = "reviewed"
    REVERSED = "reversed"
    FINAL = "final"


S = DeductionState
OPEN = frozenset({S.FOUND, S.SERVED, S.OBJECTED, S.REVIEWED})
"""Somebody has to do something about it."""
IN_BOOKS = frozenset({S.POSTED, S.OBJECTED, S.REJECTED, S.REVIEWED, S.FINAL, S.REVERSED})
"""There is a line of the ledger, and the quarterly notice shows it."""
CONTESTED = frozenset({S.OBJECTED, S.REVIEWED})


class ServiceMethod(StrEnum):
    """How a notice reaches a person; the portal tells them as well, whatever is chosen."""

    IN_PERSON = "in_person"
    BY_POST = "by_post"
    PORTAL = "portal"


METHOD_LABELS = {
    ServiceMethod.IN_PERSON: _l("Handed over in person"),
    ServiceMethod.BY_POST: _l("Sent by post with a receipt"),
    ServiceMethod.PORTAL: _l("On this portal, agreed to beforehand"),
}


def step(
    name: str,
    label: object,
    before: DeductionState,
    after: DeductionState,
    *needs: Need,
    danger: bool = False,
) -> Transition:
    permission = f"points.{name}_deduction"
    return Transition(
        name=name,
        label=label,
        before=(before,),
        after=after,
        permission=permission,
        needs=needs,
        danger=danger,
    )


DEDUCTION_LIFE = Workflow(
    "points_deduction",
    {
        S.FOUND: _l("Evidence to be checked"),
        S.SERVED: _l("Notice served, statement period"),
        S.DROPPED: _l("Not taken further"),
        S.POSTED: _l("Points taken"),
        S.OBJECTED: _l("Objected to"),
        S.REJECTED: _l("Objection rejected"),
        S.REVIEWED: _l("Under review by the higher body"),
        S.REVERSED: _l("Points given back"),
        S.FINAL: _l("Final"),
    },
    (
        step("serve", _l("Serve the notice"), S.FOUND, S.SERVED),
        Transition(
            name="drop",
            label=_l("Do not take it further"),
            before=(S.FOUND, S.SERVED),
            after=S.DROPPED,
            permission="points.drop_deduction",
            needs=(Need.REASON,),
        ),
        step("post", _l("Decide: take the points"), S.SERVED, S.POSTED, Need.REASON, danger=True),
        step("object_to", _l("Object"), S.POSTED, S.OBJECTED, Need.REASON),
        step(
            "uphold", _l("The objection is right: give the points back"), S.OBJECTED, S.REVERSED, Need.REASON
        ),
        step("reject", _l("Reject the objection"), S.OBJECTED, S.REJECTED, Need.REASON, danger=True),
        step("appeal", _l("Ask the higher body for a review"), S.REJECTED, S.REVIEWED, Need.REASON),
        step("overturn", _l("Overturn: give the points back"), S.REVIEWED, S.REVERSED, Need.REASON),
        step("confirm", _l("Confirm: it is final"), S.REVIEWED, S.FINAL, Need.REASON, danger=True),
    ),
    start=S.FOUND,
    notes={"state": _l("Statement made")},
)
DEDUCTION_TONES = {
    S.FOUND: "plain",
    S.SERVED: "wait",
    S.DROPPED: "plain",
    S.POSTED: "stop",
    S.OBJECTED: "wait",
    S.REJECTED: "stop",
    S.REVIEWED: "wait",
    S.REVERSED: "go",
    S.FINAL: "stop",
}
