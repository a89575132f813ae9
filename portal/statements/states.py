"""The life of a statement, and the words for votes, as data."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class State(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Choice(IntEnum):
    """What somebody says to a statement."""

    AGREE = 1
    DISAGREE = -1
    PASS = 0


CHOICES = {"agree": Choice.AGREE, "disagree": Choice.DISAGREE, "pass": Choice.PASS}
NAMES = {choice: name for name, choice in CHOICES.items()}
LABELS = {"agree": _l("Agree"), "disagree": _l("Disagree"), "pass": _l("Unsure, next one")}
SIDES = {"agree": _l("Agree"), "disagree": _l("Disagree"), "pass": _l("Unsure")}

LIFE = Workflow(
    "statements",
    {
        State.WAITING: _l("Waiting to be looked at"),
        State.ACCEPTED: _l("Put to everybody"),
        State.REJECTED: _l("Not taken up"),
    },
    (
        Transition(
            name="accept",
            label=_l("Put it to everybody"),
            before=(State.WAITING, State.REJECTED),
            after=State.ACCEPTED,
            permission="statements.moderate",
        ),
        Transition(
            name="reject",
            label=_l("Do not take it up"),
            before=(State.WAITING, State.ACCEPTED),
            after=State.REJECTED,
            permission="statements.moderate",
            needs=(Need.REASON,),
        ),
    ),
    start=State.WAITING,
)
TONES = {State.WAITING: "wait", State.ACCEPTED: "go", State.REJECTED: "stop"}
