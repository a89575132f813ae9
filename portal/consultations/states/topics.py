"""The life of a topic that somebody proposes: supporters, a look at it in time, and an answer with a reason."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class TopicState(StrEnum):
    GATHERING = "gathering"
    SCREENING = "screening"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    MERGED = "merged"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"


class Origin(StrEnum):
    """Who brought the topic up. Only citizens need supporters first."""

    CITIZEN = "citizen"
    ALLIANCE = "alliance"
    OFFICIAL = "official"
    GRID = "grid"


UNDECIDED = frozenset({TopicState.GATHERING, TopicState.SCREENING})

TOPIC_STATES = {
    TopicState.GATHERING: _l("Looking for supporters"),
    TopicState.SCREENING: _l("Being screened"),
    TopicState.ACCEPTED: _l("Will be consulted on"),
    TopicState.DECLINED: _l("Declined with a reason"),
    TopicState.MERGED: _l("Joined with another topic"),
    TopicState.TAKEN_BACK: _l("Taken back"),
    TopicState.LAPSED: _l("Found too few supporters"),
}
TOPIC_TONES = {
    TopicState.GATHERING: "go",
    TopicState.SCREENING: "wait",
    TopicState.ACCEPTED: "go",
    TopicState.DECLINED: "stop",
    TopicState.MERGED: "plain",
    TopicState.TAKEN_BACK: "plain",
    TopicState.LAPSED: "plain",
}
ORIGINS = {
    Origin.CITIZEN: _l("Proposed by a citizen"),
    Origin.ALLIANCE: _l("Proposed by an alliance"),
    Origin.OFFICIAL: _l("Proposed by an office"),
    Origin.GRID: _l("Brought up by a grid worker"),
}

TOPIC_LIFE = Workflow(
    "consultation_topics",
    TOPIC_STATES,
    (
        Transition(
            name="screen",
            label=_l("Look at it now"),
            before=(TopicState.GATHERING,),
            after=TopicState.SCREENING,
            permission="consultations.screen",
        ),
        Transition(
            name="reach",
            label=_l("Enough supporters"),
            before=(TopicState.GATHERING,),
            after=TopicState.SCREENING,
            permission="consultations.screen",
            by_clock=True,
        ),
        Transition(
            name="accept",
            label=_l("Take the topic up"),
            before=(TopicState.SCREENING,),
            after=TopicState.ACCEPTED,
            permission="consultations.screen",
            needs=(Need.REASON,),
        ),
        Transition(
            name="decline",
            label=_l("Decline the topic"),
            before=(TopicState.SCREENING,),
            after=TopicState.DECLINED,
            permission="consultations.screen",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="merge",
            label=_l("Join it with another topic"),
            before=(TopicState.GATHERING, TopicState.SCREENING),
            after=TopicState.MERGED,
            permission="consultations.screen",
            needs=(Need.REASON,),
        ),
        Transition(
            name="take_back",
            label=_l("Take my topic back"),
            before=(TopicState.GATHERING, TopicState.SCREENING),
            after=TopicState.TAKEN_BACK,
            permission="consultations.take_back_topic",
            danger=True,
        ),
        Transition(
            name="lapse",
            label=_l("Found too few supporters in time"),
            before=(TopicState.GATHERING,),
            after=TopicState.LAPSED,
            permission="consultations.screen",
            by_clock=True,
        ),
        Transition(
            name="reopen",
            label=_l("Open the topic again"),
            before=(TopicState.LAPSED,),
            after=TopicState.GATHERING,
            permission="consultations.reopen_topic",
        ),
    ),
    start=TopicState.GATHERING,
)
