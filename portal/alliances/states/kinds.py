"""Kinds, offices and groups of states, and the words for them, as data."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l


class AllianceState(StrEnum):
    FOUNDING = "founding"  # initiators gather
    GATHERING = "gathering"  # members are called
    MEETING = "meeting"  # the founding meeting has been called
    FILING = "filing"  # founded; the street gives the number
    RUNNING = "running"
    ENDING = "ending"  # dissolution asked for
    DECLINED = "declined"
    DISSOLVED = "dissolved"
    MERGED = "merged"


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
    ACTING = "acting"  # named by the officers for a vacant office, until the election
    DELEGATED = "delegated"  # a section's leader, named by the officers


class WithConventions(StrEnum):
    """What becomes of its conventions when an alliance ends."""

    KEPT = "kept"
    REPEALED = "repealed"


class MergerState(StrEnum):
    PROPOSED = "proposed"
    ASKING = "asking"  # the members of both vote
    AGREED = "agreed"  # the street carries it out
    REFUSED = "refused"
    DROPPED = "dropped"
    DONE = "done"


class HearingState(StrEnum):
    CALLED = "called"
    DECIDED = "decided"
    DROPPED = "dropped"


BELONGING = frozenset({MembershipState.ACTIVE, MembershipState.WARNED})
ON_THE_LIST = BELONGING | {MembershipState.SUSPENDED}
ORGANISED = frozenset(
    {MemberKind.MERCHANT, MemberKind.PROPERTY, MemberKind.OPERATOR}
)  # may act through seats
BEING_FOUNDED = (
    AllianceState.FOUNDING,
    AllianceState.GATHERING,
    AllianceState.MEETING,
    AllianceState.FILING,
)
OPEN_TO_MEMBERS = frozenset({*BEING_FOUNDED, AllianceState.RUNNING})
ALIVE = OPEN_TO_MEMBERS | {AllianceState.ENDING}
PUBLIC = frozenset(AllianceState) - {AllianceState.DECLINED}
OPEN_MERGERS = (MergerState.PROPOSED, MergerState.ASKING, MergerState.AGREED)
LEADING = (Office.CHAIR, Office.VICE_CHAIR, Office.SECRETARY)
COUNCIL = (*LEADING, Office.SUPERVISOR, Office.GROUP_LEAD)
WITHOUT_VOTE = (Office.LIAISON, Office.OBSERVER)
ELECTED = tuple(office for office in Office if office not in WITHOUT_VOTE)
NOT_WITH = {  # offices one person should not hold at once; warned of, not forbidden
    Office.SUPERVISOR: (*LEADING, Office.GROUP_LEAD),
    Office.CHAIR: (Office.SECRETARY, Office.SUPERVISOR),
    Office.SECRETARY: (Office.CHAIR, Office.SUPERVISOR),
    Office.VICE_CHAIR: (Office.SUPERVISOR,),
    Office.GROUP_LEAD: (Office.SUPERVISOR,),
}
NAMED_BY_OFFICERS = (*LEADING, Office.SUPERVISOR, Office.GROUP_LEAD)
ONE_HOLDER = frozenset({Office.CHAIR, Office.SECRETARY})

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
CONVENTIONS_LABELS = {
    WithConventions.KEPT: _l("They stay on record as they are"),
    WithConventions.REPEALED: _l("They are repealed with the alliance"),
}
HOW_LABELS = {
    How.ELECTED: _l("elected"),
    How.APPOINTED: _l("appointed by the street"),
    How.FOUNDING: _l("founder, until the first election"),
    How.ACTING: _l("acting, until somebody is elected"),
    How.DELEGATED: _l("named by the officers"),
}
