"""The lives of a meeting, a resolution and its minutes, and the words for their kinds, as data."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class MeetingState(StrEnum):
    DRAFT = "draft"
    CALLED = "called"
    RUNNING = "running"
    ENDED = "ended"
    CANCELLED = "cancelled"


class MeetingKind(StrEnum):
    GENERAL = "general"
    COUNCIL = "council"
    REGULAR = "regular"
    SPECIAL = "special"
    EMERGENCY = "emergency"
    OWNERS = "owners"
    RESIDENTS = "residents"
    VILLAGERS = "villagers"
    SESSION = "session"
    HEARING = "hearing"


class AgendaKind(StrEnum):
    REPORT = "report"
    PROBLEM = "problem"
    CONVENTION = "convention"
    INSPECTION = "inspection"
    OBJECTION = "objection"
    NOMINATION = "nomination"
    ACTIVITY = "activity"
    MEDIATION = "mediation"
    ELECTION = "election"
    OTHER = "other"


class SeatKind(StrEnum):
    """Who votes, who was asked to sit in, and who has come along."""

    VOTING = "voting"
    OBSERVER = "observer"
    GUEST = "guest"


class SignedBy(StrEnum):
    """How a person's presence was taken down."""

    CODE = "code"
    SECRETARY = "secretary"
    PAPER = "paper"


class ResolutionState(StrEnum):
    PROPOSED = "proposed"
    VOTING = "voting"
    DECIDED = "decided"
    DROPPED = "dropped"


class MinutesState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    PUBLISHED = "published"


class Audience(StrEnum):
    """Who reads the minutes once they are published."""

    MEMBERS = "members"
    EVERYBODY = "everybody"


class TaskState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


AHEAD = frozenset({MeetingState.CALLED, MeetingState.RUNNING})
KNOWN = frozenset(MeetingState) - {MeetingState.DRAFT}  # of these people have been told

LIFE = Workflow(
    "meeting",
    {
        MeetingState.DRAFT: _l("Being prepared"),
        MeetingState.CALLED: _l("Called"),
        MeetingState.RUNNING: _l("In session"),
        MeetingState.ENDED: _l("Meeting ended"),
        MeetingState.CANCELLED: _l("Cancelled"),
    },
    [
        Transition(
            name="call",
            label=_l("Send the notice"),
            before=(MeetingState.DRAFT,),
            after=MeetingState.CALLED,
            permission="meetings.send_notice",
        ),
        Transition(
            name="postpone",
            label=_l("Postpone"),
            before=(MeetingState.CALLED,),
            after=MeetingState.CALLED,
            permission="meetings.postpone",
            needs=(Need.REASON,),
        ),
        Transition(
            name="cancel",
            label=_l("Cancel the meeting"),
            before=(MeetingState.DRAFT, MeetingState.CALLED),
            after=MeetingState.CANCELLED,
            permission="meetings.cancel",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="open",
            label=_l("Open the meeting"),
            before=(MeetingState.CALLED,),
            after=MeetingState.RUNNING,
            permission="meetings.open",
        ),
        Transition(
            name="close",
            label=_l("Close the meeting"),
            before=(MeetingState.RUNNING,),
            after=MeetingState.ENDED,
            permission="meetings.close",
        ),
    ],
    MeetingState.DRAFT,
)
TONES = {
    MeetingState.DRAFT: "plain",
    MeetingState.CALLED: "wait",
    MeetingState.RUNNING: "go",
    MeetingState.ENDED: "plain",
    MeetingState.CANCELLED: "stop",
}

MINUTES = Workflow(
    "meeting_minutes",
    {
        MinutesState.DRAFT: _l("Draft, waiting to be confirmed"),
        MinutesState.CONFIRMED: _l("Confirmed"),
        MinutesState.PUBLISHED: _l("Published"),
    },
    [
        Transition(
            name="confirm",
            label=_l("Confirm the minutes"),
            before=(MinutesState.DRAFT,),
            after=MinutesState.CONFIRMED,
            permission="meetings.confirm_minutes",
        ),
        Transition(
            name="publish",
            label=_l("Publish the minutes"),
            before=(MinutesState.CONFIRMED,),
            after=MinutesState.PUBLISHED,
            permission="meetings.publish_minutes",
        ),
    ],
    MinutesState.DRAFT,
)
MINUTES_TONES = {
    MinutesState.DRAFT: "wait",
    MinutesState.CONFIRMED: "go",
    MinutesState.PUBLISHED: "plain",
}

KIND_LABELS = {
    MeetingKind.GENERAL: _l("Members' assembly"),
    MeetingKind.COUNCIL: _l("Council meeting"),
    MeetingKind.REGULAR: _l("Regular meeting"),
    MeetingKind.SPECIAL: _l("Meeting on one topic"),
    MeetingKind.EMERGENCY: _l("Emergency meeting"),
    MeetingKind.OWNERS: _l("Owners' assembly"),
    MeetingKind.RESIDENTS: _l("Residents' assembly"),
    MeetingKind.VILLAGERS: _l("Villagers' assembly"),
    MeetingKind.SESSION: _l("Round of talks"),
    MeetingKind.HEARING: _l("Hearing"),
}
AGENDA_LABELS = {
    AgendaKind.REPORT: _l("Report on the situation"),
    AgendaKind.PROBLEM: _l("Problem to be discussed"),
    AgendaKind.CONVENTION: _l("Amendment of the convention"),
    AgendaKind.INSPECTION: _l("Results of mutual checks"),
    AgendaKind.OBJECTION: _l("First look at an objection to points"),
    AgendaKind.NOMINATION: _l("Nomination for the honour boards"),
    AgendaKind.ACTIVITY: _l("Activity"),
    AgendaKind.MEDIATION: _l("Mediation of a dispute"),
    AgendaKind.ELECTION: _l("Election of officers"),
    AgendaKind.OTHER: _l("Other matters"),
}
SEAT_LABELS = {
    SeatKind.VOTING: _l("With a vote"),
    SeatKind.OBSERVER: _l("Observer, without a vote"),
    SeatKind.GUEST: _l("Guest, without a vote"),
}
SIGNED_LABELS = {
    SignedBy.CODE: _l("by scanning the code"),
    SignedBy.SECRETARY: _l("by the officers"),
    SignedBy.PAPER: _l("on the paper list"),
}
RESOLUTION_LABELS = {
    ResolutionState.PROPOSED: _l("Not voted on yet"),
    ResolutionState.VOTING: _l("Being voted on"),
    ResolutionState.DECIDED: _l("Voted on"),
    ResolutionState.DROPPED: _l("Withdrawn"),
}
AUDIENCE_LABELS = {
    Audience.MEMBERS: _l("Members and those who were invited"),
    Audience.EVERYBODY: _l("Everybody; names are covered as the city has set"),
}
TASK_LABELS = {
    TaskState.OPEN: _l("To be done"),
    TaskState.DONE: _l("Done"),
    TaskState.DROPPED: _l("Not to be done"),
}
