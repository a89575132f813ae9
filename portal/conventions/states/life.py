"""The life of a convention as a table: from one state to the next, who may take the step, what it needs."""

from __future__ import annotations

from typing import Any

from portal.conventions.states.stages import STATE_LABELS, State
from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow

REASON = (Need.REASON,)


def step(
    name: str,
    label: Any,
    before: tuple[State, ...],
    after: State,
    *,
    needs: tuple[Need, ...] = (),
    danger: bool = False,
) -> Transition:
    return Transition(
        name=name,
        label=label,
        before=before,
        after=after,
        permission=f"conventions.{name}",
        needs=needs,
        danger=danger,
    )


def counted(name: str, label: Any, after: State) -> Transition:
    return Transition(
        name=name, label=label, before=(State.VOTING,), after=after, permission="", by_clock=True
    )


S = State
MAKING_STEPS = (
    step("open_gathering", _l("Gather opinions"), (S.PROPOSED,), S.GATHERING),
    step("begin_drafting", _l("Begin the drafting"), (S.PROPOSED, S.GATHERING), S.DRAFTING),
    step("open_hearing", _l("Put the draft to the hearing"), (S.DRAFTING, S.RETURNED), S.INTERNAL_HEARING),
    step(
        "hand_in",
        _l("Hand in for review"),
        (S.DRAFTING, S.INTERNAL_HEARING, S.RETURNED, S.DELIBERATION),
        S.UNDER_REVIEW,
    ),
    step("approve", _l("Approve for the vote"), (S.UNDER_REVIEW,), S.APPROVED_FOR_VOTE),
    step("return_text", _l("Return for changes"), (S.UNDER_REVIEW,), S.RETURNED, needs=REASON),
    step("call_meeting", _l("Call the meeting"), (S.APPROVED_FOR_VOTE,), S.MEETING_CALLED),
    step("open_deliberation", _l("Open the deliberation"), (S.MEETING_CALLED,), S.DELIBERATION),
    step(
        "open_vote",
        _l("Call the vote"),
        (S.GATHERING, S.DRAFTING, S.APPROVED_FOR_VOTE, S.MEETING_CALLED, S.DELIBERATION),
        S.VOTING,
    ),
    counted("pass", _l("The vote has passed"), S.ADOPTED),
    counted("fail", _l("The vote has failed"), S.REJECTED),
    step(
        "revise",
        _l("Back to drafting"),
        (
            S.INTERNAL_HEARING,
            S.APPROVED_FOR_VOTE,
            S.MEETING_CALLED,
            S.DELIBERATION,
            S.VOTING,
            S.REJECTED,
        ),
        S.DRAFTING,
        needs=REASON,
        danger=True,
    ),
)
SHOWING_STEPS = (
    step("file", _l("File with the street"), (S.ADOPTED, S.FILING_OBJECTED), S.FILED),
    step("object_to_filing", _l("Object to the filing"), (S.FILED,), S.FILING_OBJECTED, needs=REASON),
    step("publish", _l("Publish"), (S.ADOPTED, S.FILED), S.PUBLISHED),
    step("open_signing", _l("Open for signing"), (S.PUBLISHED,), S.SIGNING),
    step("put_in_force", _l("Put in force"), (S.PUBLISHED, S.SIGNING), S.IN_FORCE),
)
KEEPING_STEPS = (
    step("open_appraisal", _l("Open the yearly appraisal"), (S.IN_FORCE,), S.APPRAISAL),
    step("close_appraisal", _l("Publish the appraisal's result"), (S.APPRAISAL,), S.IN_FORCE),
    step(
        "begin_revision",
        _l("Begin a revision"),
        (S.IN_FORCE, S.ORDERED_TO_CORRECT, S.CORRECTED),
        S.PROPOSED,
        needs=REASON,
    ),
    step(
        "drop_revision",
        _l("Drop the revision"),
        (
            S.PROPOSED,
            S.GATHERING,
            S.DRAFTING,
            S.INTERNAL_HEARING,
            S.RETURNED,
            S.APPROVED_FOR_VOTE,
            S.REJECTED,
        ),
        S.IN_FORCE,
        needs=REASON,
        danger=True,
    ),
    step(
        "order_correction",
        _l("Order a correction"),
        (S.IN_FORCE, S.APPRAISAL),
        S.ORDERED_TO_CORRECT,
        needs=REASON,
        danger=True,
    ),
    step("correct", _l("Report the correction"), (S.ORDERED_TO_CORRECT,), S.CORRECTED),
    step("confirm_correction", _l("Confirm the correction"), (S.CORRECTED,), S.IN_FORCE),
    step(
        "repeal",
        _l("Repeal"),
        (S.PUBLISHED, S.SIGNING, S.IN_FORCE, S.ORDERED_TO_CORRECT, S.CORRECTED),
        S.REPEALED,
        needs=REASON,
        danger=True,
    ),
)
LIFE = Workflow(
    "convention",
    STATE_LABELS,
    (*MAKING_STEPS, *SHOWING_STEPS, *KEEPING_STEPS),
    start=State.PROPOSED,
    notes={
        "set_term": _l("Last day set"),
        "renew": _l("Renewed"),
        "start_campaign": _l("Asked for signatures"),
        "ask_again": _l("Signatories of older versions asked to sign anew"),
    },
)
