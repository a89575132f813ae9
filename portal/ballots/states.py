"""The life of a vote: the clock decides everything but the count and a recall."""

from __future__ import annotations

from enum import StrEnum

from portal.ballots.rules import Choice, Electorate, PassBasis, QuorumBasis, Reason
from portal.core.i18n import _l


class Method(StrEnum):
    """What is asked: yes or no under an adoption rule, one option, or any number of them."""

    FORMAL = "formal"
    SINGLE = "single"
    APPROVAL = "approval"


class ElectorateKind(StrEnum):
    """Who may vote: the people written on the roll at the opening, or everybody of an identity level."""

    ROLL = "roll"
    LEVEL = "level"


class Phase(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    COUNTING = "counting"
    COUNTED = "counted"
    CALLED_OFF = "called_off"


PHASE_LABELS = {
    Phase.PLANNED: _l("Not open yet"),
    Phase.OPEN: _l("Voting is open"),
    Phase.COUNTING: _l("Being counted"),
    Phase.COUNTED: _l("Counted"),
    Phase.CALLED_OFF: _l("Called off"),
}
PHASE_TONES = {
    Phase.PLANNED: "wait",
    Phase.OPEN: "go",
    Phase.COUNTING: "wait",
    Phase.COUNTED: "plain",
    Phase.CALLED_OFF: "stop",
}
CHOICE_LABELS = {
    Choice.FOR: _l("For"),
    Choice.AGAINST: _l("Against"),
    Choice.ABSTAIN: _l("Abstain"),
    Choice.INVALID: _l("Invalid"),
}
REASON_SENTENCES = {
    Reason.ADOPTED: _l("Enough took part and enough agreed: adopted."),
    Reason.QUORUM_OF_HEADS_MISSED: _l("Too few people took part, so nothing was decided."),
    Reason.QUORUM_OF_AREA_MISSED: _l(
        "Those who took part hold too little floor area, so nothing was decided."
    ),
    Reason.TIED: _l("As many for as against: not adopted."),
    Reason.MAJORITY_OF_HEADS_MISSED: _l("Too few people agreed: not adopted."),
    Reason.MAJORITY_OF_AREA_MISSED: _l("Those who agreed hold too little floor area: not adopted."),
}
ELECTORATE_LABELS = {
    Electorate.VILLAGERS: _l("Adult villagers"),
    Electorate.VILLAGE_HOUSEHOLDS: _l("Representatives of village households"),
    Electorate.VILLAGE_REPRESENTATIVES: _l("Village representatives"),
    Electorate.RESIDENTS: _l("Adult residents"),
    Electorate.RESIDENT_HOUSEHOLDS: _l("Representatives of households"),
    Electorate.RESIDENT_REPRESENTATIVES: _l("Residents' representatives"),
    Electorate.OWNERS: _l("Owners"),
    Electorate.MEMBERS: _l("Members"),
}
QUORUM_BASIS_LABELS = {
    QuorumBasis.HEADS: _l("people"),
    QuorumBasis.HOUSEHOLDS: _l("households"),
    QuorumBasis.REPRESENTATIVES: _l("representatives"),
}
PASS_BASIS_LABELS = {
    PassBasis.PRESENT: _l("of those present"),
    PassBasis.PARTICIPATING: _l("of the ballots cast"),
    PassBasis.ENTITLED: _l("of all who are entitled"),
}
