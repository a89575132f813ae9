"""The life of a promise: being kept, reported kept, looked at a second time if somebody is not satisfied."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class PromiseState(StrEnum):
    IN_PROGRESS = "in_progress"
    DONE = "done"
    SECOND_LOOK = "second_look"
    SETTLED = "settled"
    GIVEN_UP = "given_up"


class Satisfaction(StrEnum):
    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    NOT_SATISFIED = "not_satisfied"


PENDING = frozenset({PromiseState.IN_PROGRESS, PromiseState.SECOND_LOOK})
KEPT = frozenset({PromiseState.DONE, PromiseState.SETTLED})
"""What counts as kept: reported done, and not being looked at again."""

PROMISE_STATES = {
    PromiseState.IN_PROGRESS: _l("Being worked on"),
    PromiseState.DONE: _l("Reported done"),
    PromiseState.SECOND_LOOK: _l("Being looked at again"),
    PromiseState.SETTLED: _l("Done, looked at twice"),
    PromiseState.GIVEN_UP: _l("Cannot be kept"),
}
PROMISE_TONES = {
    PromiseState.IN_PROGRESS: "wait",
    PromiseState.DONE: "go",
    PromiseState.SECOND_LOOK: "wait",
    PromiseState.SETTLED: "go",
    PromiseState.GIVEN_UP: "stop",
}
SATISFACTIONS = {
    Satisfaction.SATISFIED: _l("Satisfied"),
    Satisfaction.MOSTLY: _l("Mostly satisfied"),
    Satisfaction.NOT_SATISFIED: _l("Not satisfied"),
}

PROMISE_LIFE = Workflow(
    "consultation_promises",
    PROMISE_STATES,
    (
        Transition(
            name="report_done",
            label=_l("Report it done"),
            before=(PromiseState.IN_PROGRESS,),
            after=PromiseState.DONE,
            permission="consultations.keep_promise",
            needs=(Need.REASON,),
        ),
        Transition(
            name="give_up",
            label=_l("Say that it cannot be kept"),
            before=(PromiseState.IN_PROGRESS,),
            after=PromiseState.GIVEN_UP,
            permission="consultations.give_up_promise",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="look_again",
            label=_l("Ask for a second look"),
            before=(PromiseState.DONE,),
            after=PromiseState.SECOND_LOOK,
            permission="consultations.ask_second_look",
            needs=(Need.REASON,),
        ),
        Transition(
            name="settle",
            label=_l("Report the second look"),
            before=(PromiseState.SECOND_LOOK,),
            after=PromiseState.SETTLED,
            permission="consultations.settle_promise",
            needs=(Need.REASON,),
        ),
    ),
    start=PromiseState.IN_PROGRESS,
)
