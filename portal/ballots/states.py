"""The life of a vote: the clock decides everything but the count and a recall."""

from __future__ import annotations

from enum import StrEnum

from portal.accounts.models import Role
from portal.ballots.rules import Choice, Column, Electorate, PassBasis, QuorumBasis, Reason, Trouble, Voice
from portal.core.i18n import _l


class Method(StrEnum):
    """What is asked: yes or no under an adoption rule, one option, any number of them, a score or a rank for each,
    whether a proposal may stand, how to spend a budget, who gets the seats.
    """

    FORMAL = "formal"
    SINGLE = "single"
    APPROVAL = "approval"
    SCORE = "score"
    RANKED = "ranked"
    CONSENT = "consent"
    BUDGET = "budget"
    SEATS = "seats"


INDICATIVE = tuple(method for method in Method if method is not Method.FORMAL)
RANKING = frozenset({Method.RANKED, Method.SEATS})


class ElectorateKind(StrEnum):
    """Who may vote: the people written on the roll at the opening, or everybody of an identity level."""

    ROLL = "roll"
    LEVEL = "level"


ROLL_KEEPERS = (Role.COMMUNITY_WORKER, Role.EDITOR, Role.REVIEWER)


class RollKind(StrEnum):
    """What one line of a roll is: one vote."""

    OWNERS = "owners"
    HOUSEHOLDS = "households"
    HEADS = "heads"
    SEATS = "seats"


class Channel(StrEnum):
    """How a vote reached the count; one line of the roll votes through one of them."""

    ONLINE = "online"
    PAPER = "paper"
    HALL = "hall"


class Phase(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    COUNTING = "counting"
    COUNTED = "counted"
    CALLED_OFF = "called_off"
    PAUSED = "paused"


ROLL_KIND_LABELS = {
    RollKind.OWNERS: _l("Owners with their floor area"),
    RollKind.HOUSEHOLDS: _l("Households, one vote each"),
    RollKind.HEADS: _l("People, one vote each"),
    RollKind.SEATS: _l("Seats of members, one vote each"),
}
CHANNEL_LABELS = {
    Channel.ONLINE: _l("Online"),
    Channel.PAPER: _l("On paper"),
    Channel.HALL: _l("By show of hands at the meeting"),
}
ROLL_COLUMNS = {
    RollKind.OWNERS: (Column.UNIT, Column.NAME, Column.AREA, Column.PERSON, Column.ACCOUNT),
    RollKind.HOUSEHOLDS: (Column.UNIT, Column.NAME, Column.ACCOUNT),
    RollKind.HEADS: (Column.NAME, Column.UNIT, Column.ACCOUNT),
    RollKind.SEATS: (Column.UNIT, Column.NAME, Column.ACCOUNT),
}
COLUMN_LABELS = {
    RollKind.OWNERS: {
        Column.UNIT: _l("Flat"),
        Column.NAME: _l("Owner"),
        Column.AREA: _l("Floor area (m²)"),
        Column.PERSON: _l("Owner number"),
        Column.ACCOUNT: _l("Account"),
    },
    RollKind.HOUSEHOLDS: {
        Column.UNIT: _l("Household no."),
        Column.NAME: _l("Representative"),
        Column.ACCOUNT: _l("Account"),
    },
    RollKind.HEADS: {
        Column.NAME: _l("Full name"),
        Column.UNIT: _l("Household"),
        Column.ACCOUNT: _l("Account"),
    },
    RollKind.SEATS: {Column.UNIT: _l("Seat"), Column.NAME: _l("Full name"), Column.ACCOUNT: _l("Account")},
}
ROLL_HINTS = {
    RollKind.OWNERS: _l(
        "One line for each flat. Several flats of one owner count as one head with the sum of their areas: "
        "give such lines the same owner number. An account is needed only for voting online."
    ),
    RollKind.HOUSEHOLDS: _l("One line for each household. An account is needed only for voting online."),
    RollKind.HEADS: _l(
        "One line for each person. With the household of everybody, households can count for the quorum. "
        "An account is needed only for voting online."
    ),
    RollKind.SEATS: _l("One line for each seat. An account is needed only for voting online."),
}
UNREADABLE = {
    "too_large": _l("This table is too large: at most 4 MB and 6,000 lines."),
    "no_table": _l("No table can be read from this file. CSV and XLSX files are taken."),
    "encoding": _l("The characters of this file cannot be read. Please save it as UTF-8 or as XLSX."),
}
TROUBLES = {
    Trouble.NO_HEADINGS: _l("The first line must name the columns, as in the template."),
    Trouble.NO_LINES: _l("There is no line below the headings."),
    Trouble.NAME_MISSING: _l("The name is missing."),
    Trouble.UNIT_MISSING: _l("The flat, household or seat is missing."),
    Trouble.AREA_MISSING: _l("The floor area is missing."),
    Trouble.AREA_WRONG: _l(
        "“%(value)s” is no area: write square metres with at most two decimals, such as 89.37."
    ),
    Trouble.UNIT_TWICE: _l("“%(value)s” stands in line %(other)s already."),
    Trouble.NAME_TWICE: _l(
        "“%(value)s” stands in line %(other)s already. Give both lines an owner number: the same one if it is "
        "the same person, two if they only share the name."
    ),
    Trouble.NAMES_DIFFER: _l("Line %(other)s has the same owner number and another name."),
    Trouble.ACCOUNTS_DIFFER: _l("Line %(other)s gives the same owner another account."),
    Trouble.ACCOUNT_TWICE: _l("The account “%(value)s” stands in line %(other)s already."),
    Trouble.ACCOUNT_UNKNOWN: _l("Nobody has the account “%(value)s”. Leave it empty, or correct it."),
}
PHASE_LABELS = {
    Phase.PLANNED: _l("Not open yet"),
    Phase.OPEN: _l("Voting is open"),
    Phase.COUNTING: _l("Being counted"),
    Phase.COUNTED: _l("Counted"),
    Phase.CALLED_OFF: _l("Called off"),
    Phase.PAUSED: _l("At rest"),
}
PHASE_TONES = {
    Phase.PLANNED: "wait",
    Phase.OPEN: "go",
    Phase.COUNTING: "wait",
    Phase.COUNTED: "plain",
    Phase.CALLED_OFF: "stop",
    Phase.PAUSED: "stop",
}
CHOICE_LABELS = {
    Choice.FOR: _l("For"),
    Choice.AGAINST: _l("Against"),
    Choice.ABSTAIN: _l("Abstain"),
    Choice.INVALID: _l("Invalid"),
}
METHOD_LABELS = {
    Method.FORMAL: _l("Formal vote"),
    Method.SINGLE: _l("One choice"),
    Method.APPROVAL: _l("Several choices"),
    Method.SCORE: _l("Scores from 1 to 5"),
    Method.RANKED: _l("Ranking"),
    Method.CONSENT: _l("Consent, with objections"),
    Method.BUDGET: _l("Sharing out a budget"),
    Method.SEATS: _l("Seats of a council"),
}
METHOD_SENTENCES = {
    Method.SINGLE: _l("The option with most votes leads. A tie stays a tie."),
    Method.APPROVAL: _l("The option that most people tick leads. A tie stays a tie."),
    Method.SCORE: _l(
        "The option with the highest sum of scores leads. An option you give no score counts as 1. A tie stays a tie."
    ),
    Method.RANKED: _l(
        "Counted by Schulze's method: every option is compared with every other. What you do not rank stands "
        "below all that you rank; equal ranks prefer neither. A tie stays a tie."
    ),
    Method.CONSENT: _l(
        "The proposal stands if somebody agrees and nobody objects. An objection needs a reason; "
        "a reservation is noted and stops nothing."
    ),
    Method.BUDGET: _l(
        "Everybody gets an equal share of the budget. A project is bought when those who tick it can pay for it "
        "together; then shares are raised in equal steps while the budget lasts, and what is left goes by most votes. "
        "Of equal projects the one with more supporters goes first, then the cheaper one, then the lot."
    ),
    Method.SEATS: _l(
        "Counted by the single transferable vote, as in Scottish local elections. Ties are told apart by the "
        "earlier rounds, then by the lot that is drawn from the receipts of all ballots."
    ),
}
VOICE_LABELS = {
    Voice.AGREE: _l("I agree"),
    Voice.ABSTAIN: _l("I abstain"),
    Voice.RESERVE: _l("I have reservations, but I do not stop it"),
    Voice.OBJECT: _l("I object, for a reason"),
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
