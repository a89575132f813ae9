"""What may be done in a phase, which papers a consultation keeps, and who sits in its sessions."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l


class Act(StrEnum):
    """What people may do while the clock stands in a phase."""

    SPEAK = "speak"
    SUPPORT = "support"
    REPLY = "reply"
    VOTE = "vote"
    MAP = "map"
    APPLY = "apply"
    RECORD = "record"


class RecordKind(StrEnum):
    """A paper of the consultation that everybody may read."""

    DRAFT = "draft"
    EXPLANATION = "explanation"
    FIGURES = "figures"
    PICTURE = "picture"
    PARTICIPANTS = "participants"
    SESSION_PAPER = "session_paper"
    MINUTES = "minutes"
    LEGAL_REVIEW = "legal_review"
    RESULT = "result"
    DECISION = "decision"
    EVALUATION = "evaluation"
    OTHER = "other"


class SeatState(StrEnum):
    """Where an application for a seat in a session stands."""

    APPLIED = "applied"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"


class SeatRole(StrEnum):
    PRESENTER = "presenter"
    REPRESENTATIVE = "representative"
    EXPERT = "expert"
    OBSERVER = "observer"
    PANEL = "panel"


class Selection(StrEnum):
    """How the people of a side are found."""

    OPEN = "open"
    INVITED = "invited"
    DRAWN = "drawn"


class Consensus(StrEnum):
    """How far those who deliberated came together."""

    FULL = "full"
    BROAD = "broad"
    SPLIT = "split"


CONSENSUS = {
    Consensus.FULL: _l("All agree"),
    Consensus.BROAD: _l("Nearly all agree"),
    Consensus.SPLIT: _l("Differences remain"),
}
ACTS = {
    Act.SPEAK: _l("Give opinions"),
    Act.SUPPORT: _l("Second opinions"),
    Act.REPLY: _l("Reply to opinions"),
    Act.VOTE: _l("Vote"),
    Act.MAP: _l("Vote on statements"),
    Act.APPLY: _l("Apply for a seat"),
    Act.RECORD: _l("Type in opinions"),
}
RECORDS = {
    RecordKind.DRAFT: _l("Draft under consultation"),
    RecordKind.EXPLANATION: _l("Explanation of the draft"),
    RecordKind.FIGURES: _l("Figures"),
    RecordKind.PICTURE: _l("Map or photo"),
    RecordKind.PARTICIPANTS: _l("List of participants and how they were chosen"),
    RecordKind.SESSION_PAPER: _l("Paper for the session"),
    RecordKind.MINUTES: _l("Record of the session"),
    RecordKind.LEGAL_REVIEW: _l("Legal review"),
    RecordKind.RESULT: _l("Result of the consultation"),
    RecordKind.DECISION: _l("Written decision"),
    RecordKind.EVALUATION: _l("Look back"),
    RecordKind.OTHER: _l("Other paper"),
}
SEAT_STATES = {
    SeatState.APPLIED: _l("Applied"),
    SeatState.CHOSEN: _l("Chosen"),
    SeatState.NOT_CHOSEN: _l("Not chosen"),
}
SEAT_ROLES = {
    SeatRole.PRESENTER: _l("Presents the matter"),
    SeatRole.REPRESENTATIVE: _l("Speaks for a side"),
    SeatRole.EXPERT: _l("Expert"),
    SeatRole.OBSERVER: _l("Observer"),
    SeatRole.PANEL: _l("Drawn for the panel"),
}
SELECTIONS = {
    Selection.OPEN: _l("By application"),
    Selection.INVITED: _l("By invitation"),
    Selection.DRAWN: _l("Drawn by lot from the applicants"),
}
