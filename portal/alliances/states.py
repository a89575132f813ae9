"""The life of an alliance and of a membership, and the words for their kinds, as data."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class AllianceState(StrEnum):
    FOUNDING = "founding"
    RUNNING = "running"
    DECLINED = "declined"
    DISSOLVED = "dissolved"


class MembershipState(StrEnum):
    APPLIED = "applied"
    ADMITTED = "admitted"  # by the officers; becomes a member by accepting the charter
    ACTIVE = "active"
    WARNED = "warned"  # with all rights
    SUSPENDED = "suspended"  # belongs, but rights rest
    DECLINED = "declined"
    LEFT = "left"
    REMOVED = "removed"


class LegalForm(StrEnum):
    UNREGISTERED_GROUP = "unregistered_group"
    REGISTERED_ASSOCIATION = "registered_association"
    COMMITTEE_UNDER_RESIDENTS = "committee_under_residents"


class MemberKind(StrEnum):
    MERCHANT = "merchant"
    PROPERTY = "property"
    RESIDENT = "resident"
    COMMUNITY_WORKER = "community_worker"
    OPERATOR = "operator"


class Office(StrEnum):
    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    SUPERVISOR = "supervisor"
    GROUP_LEAD = "group_lead"
    LIAISON = "liaison"  # without a vote
    OBSERVER = "observer"  # without a vote


class How(StrEnum):
    """How somebody came to an office."""

    ELECTED = "elected"
    APPOINTED = "appointed"
    FOUNDING = "founding"  # the founder, until the first election


class HearingState(StrEnum):
    CALLED = "called"
    DECIDED = "decided"
    DROPPED = "dropped"


BELONGING = frozenset({MembershipState.ACTIVE, MembershipState.WARNED})
ON_THE_LIST = BELONGING | {MembershipState.SUSPENDED}
ORGANISED = frozenset(
    {MemberKind.MERCHANT, MemberKind.PROPERTY, MemberKind.OPERATOR}
)  # may act through seats
OPEN_TO_MEMBERS = frozenset({AllianceState.FOUNDING, AllianceState.RUNNING})
PUBLIC = frozenset(AllianceState) - {AllianceState.DECLINED}
LEADING = (Office.CHAIR, Office.VICE_CHAIR, Office.SECRETARY)
COUNCIL = (*LEADING, Office.SUPERVISOR, Office.GROUP_LEAD)
WITHOUT_VOTE = (Office.LIAISON, Office.OBSERVER)
ELECTED = tuple(office for office in Office if office not in WITHOUT_VOTE)
ONE_HOLDER = frozenset({Office.CHAIR, Office.SECRETARY})

LIFE = Workflow(
    "alliance",
    {
        AllianceState.FOUNDING: _l("Being founded"),
        AllianceState.RUNNING: _l("Running"),
        AllianceState.DECLINED: _l("Founding not confirmed"),
        AllianceState.DISSOLVED: _l("Dissolved"),
    },
    [
        Transition(
            name="confirm",
            label=_l("Confirm the alliance"),
            before=(AllianceState.FOUNDING,),
            after=AllianceState.RUNNING,
            permission="alliances.confirm",
        ),
        Transition(
            name="decline",
            label=_l("Do not confirm"),
            before=(AllianceState.FOUNDING,),
            after=AllianceState.DECLINED,
            permission="alliances.confirm",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="dissolve",
            label=_l("Dissolve"),
            before=(AllianceState.RUNNING,),
            after=AllianceState.DISSOLVED,
            permission="alliances.dissolve",
            needs=(Need.REASON,),
            danger=True,
            confirm=_l("A dissolved alliance takes no members and opens no votes. This cannot be undone."),
        ),
    ],
    AllianceState.FOUNDING,
)
STATE_TONES = {
    AllianceState.FOUNDING: "wait",
    AllianceState.RUNNING: "go",
    AllianceState.DECLINED: "stop",
    AllianceState.DISSOLVED: "stop",
}

MEMBERSHIP = Workflow(
    "membership",
    {
        MembershipState.APPLIED: _l("Applied"),
        MembershipState.ADMITTED: _l("Admitted by the officers"),
        MembershipState.ACTIVE: _l("Member"),
        MembershipState.WARNED: _l("Member, warned"),
        MembershipState.SUSPENDED: _l("Membership suspended"),
        MembershipState.DECLINED: _l("Not admitted"),
        MembershipState.LEFT: _l("Left"),
        MembershipState.REMOVED: _l("Removed"),
    },
    [
        Transition(
            name="admit",
            label=_l("Admit"),
            before=(MembershipState.APPLIED,),
            after=MembershipState.ADMITTED,
            permission="alliances.admit",
        ),
        Transition(
            name="accept",
            label=_l("Accept the charter"),
            before=(MembershipState.ADMITTED,),
            after=MembershipState.ACTIVE,
            permission="alliances.accept",
        ),
        Transition(
            name="decline",
            label=_l("Do not admit"),
            before=(MembershipState.APPLIED,),
            after=MembershipState.DECLINED,
            permission="alliances.decline",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="warn",
            label=_l("Warn"),
            before=(MembershipState.ACTIVE,),
            after=MembershipState.WARNED,
            permission="alliances.warn",
            needs=(Need.REASON,),
        ),
        Transition(
            name="suspend",
            label=_l("Suspend"),
            before=(MembershipState.WARNED,),
            after=MembershipState.SUSPENDED,
            permission="alliances.warn",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="restore",
            label=_l("Restore all rights"),
            before=(MembershipState.WARNED, MembershipState.SUSPENDED),
            after=MembershipState.ACTIVE,
            permission="alliances.warn",
            needs=(Need.REASON,),
        ),
        Transition(
            name="leave",
            label=_l("Leave"),
            before=(
                MembershipState.APPLIED,
                MembershipState.ADMITTED,
                MembershipState.ACTIVE,
                MembershipState.WARNED,
                MembershipState.SUSPENDED,
            ),
            after=MembershipState.LEFT,
            permission="alliances.leave",
        ),
        Transition(
            name="remove",
            label=_l("Remove after the hearing"),
            before=(MembershipState.ACTIVE, MembershipState.WARNED, MembershipState.SUSPENDED),
            after=MembershipState.REMOVED,
            permission="alliances.decide_hearing",
            needs=(Need.REASON,),
            danger=True,
        ),
    ],
    MembershipState.APPLIED,
)

MEMBERSHIP_TONES = {
    MembershipState.APPLIED: "wait",
    MembershipState.ADMITTED: "wait",
    MembershipState.ACTIVE: "go",
    MembershipState.WARNED: "wait",
    MembershipState.SUSPENDED: "stop",
    MembershipState.DECLINED: "stop",
    MembershipState.LEFT: "plain",
    MembershipState.REMOVED: "stop",
}
HEARING = Workflow(
    "membership_hearing",
    {
        HearingState.CALLED: _l("Hearing called"),
        HearingState.DECIDED: _l("Decided by the council"),
        HearingState.DROPPED: _l("Hearing dropped"),
    },
    [
        Transition(
            name="decide",
            label=_l("Write down what the council decided"),
            before=(HearingState.CALLED,),
            after=HearingState.DECIDED,
            permission="alliances.decide_hearing",
            needs=(Need.REASON,),
        ),
        Transition(
            name="drop",
            label=_l("Drop the hearing"),
            before=(HearingState.CALLED,),
            after=HearingState.DROPPED,
            permission="alliances.call_hearing",
            needs=(Need.REASON,),
        ),
    ],
    HearingState.CALLED,
)

KIND_LABELS = {
    MemberKind.MERCHANT: _l("Merchant"),
    MemberKind.PROPERTY: _l("Property management"),
    MemberKind.RESIDENT: _l("Resident"),
    MemberKind.COMMUNITY_WORKER: _l("Community worker"),
    MemberKind.OPERATOR: _l("Market operator"),
}
LEGAL_LABELS = {
    LegalForm.UNREGISTERED_GROUP: _l("Filed with the street, not registered"),
    LegalForm.REGISTERED_ASSOCIATION: _l("Registered association"),
    LegalForm.COMMITTEE_UNDER_RESIDENTS: _l("Council under the residents' or villagers' committee"),
}
OFFICE_LABELS = {
    Office.CHAIR: _l("Chair"),
    Office.VICE_CHAIR: _l("Vice chair"),
    Office.SECRETARY: _l("Secretary"),
    Office.SUPERVISOR: _l("Supervisor"),
    Office.GROUP_LEAD: _l("Leader of a duty group"),
    Office.LIAISON: _l("Liaison, without a vote"),
    Office.OBSERVER: _l("Observer, without a vote"),
}
HOW_LABELS = {
    How.ELECTED: _l("elected"),
    How.APPOINTED: _l("appointed by the street"),
    How.FOUNDING: _l("founder, until the first election"),
}
