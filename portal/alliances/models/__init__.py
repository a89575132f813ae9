"""Alliances, who belongs to them and who holds an office for a term."""

from portal.alliances.models.belonging import (
    Alliance,
    AllianceSection,
    MemberHearing,
    MemberSeat,
    Membership,
)
from portal.alliances.models.merging import (
    AllianceMerger,
)
from portal.alliances.models.offices import (
    Election,
    HandoverItem,
    OfficeHandover,
    OfficeTerm,
)
from portal.alliances.states import (
    AllianceState,
    How,
    LegalForm,
    MemberKind,
    MembershipState,
    Office,
)

__all__ = [
    "Alliance",
    "AllianceMerger",
    "AllianceSection",
    "AllianceState",
    "Election",
    "HandoverItem",
    "How",
    "LegalForm",
    "MemberHearing",
    "MemberKind",
    "MemberSeat",
    "Membership",
    "MembershipState",
    "Office",
    "OfficeHandover",
    "OfficeTerm",
]
