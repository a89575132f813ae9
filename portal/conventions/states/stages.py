"""Where a convention stands, what comes next and who is on turn."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l


class State(StrEnum):
    """Where the text that is being worked on stands. The text that holds is `Convention.in_force_no`."""

    PROPOSED = "proposed"
    GATHERING = "gathering"
    DRAFTING = "drafting"
    INTERNAL_HEARING = "internal_hearing"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    APPROVED_FOR_VOTE = "approved_for_vote"
    MEETING_CALLED = "meeting_called"
    DELIBERATION = "deliberation"
    VOTING = "voting"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    FILED = "filed"
    FILING_OBJECTED = "filing_objected"
    PUBLISHED = "published"
    SIGNING = "signing"
    IN_FORCE = "in_force"
    APPRAISAL = "appraisal"
    ORDERED_TO_CORRECT = "ordered_to_correct"
    CORRECTED = "corrected"
    REPEALED = "repealed"


class Party(StrEnum):
    """Who is on turn."""

    DRAFTERS = "drafters"
    EVERYBODY = "everybody"
    STREET = "street"
    OFFICERS = "officers"
    VOTERS = "voters"
    CONCERNED = "concerned"
    NOBODY = "nobody"


STATE_LABELS = {
    State.PROPOSED: _l("Proposed"),
    State.GATHERING: _l("Gathering opinions"),
    State.DRAFTING: _l("Being drafted"),
    State.INTERNAL_HEARING: _l("Being heard"),
    State.UNDER_REVIEW: _l("Under review"),
    State.RETURNED: _l("Returned for changes"),
    State.APPROVED_FOR_VOTE: _l("Approved for the vote"),
    State.MEETING_CALLED: _l("Meeting called"),
    State.DELIBERATION: _l("Under deliberation"),
    State.VOTING: _l("Being voted on"),
    State.ADOPTED: _l("Adopted"),
    State.REJECTED: _l("Rejected by the vote"),
    State.FILED: _l("Filed with the street"),
    State.FILING_OBJECTED: _l("Filing objected to"),
    State.PUBLISHED: _l("Published"),
    State.SIGNING: _l("Open for signing"),
    State.IN_FORCE: _l("In force"),
    State.APPRAISAL: _l("Being appraised"),
    State.ORDERED_TO_CORRECT: _l("Ordered to correct"),
    State.CORRECTED: _l("Corrected"),
    State.REPEALED: _l("Repealed"),
}
STOP_LABELS = {
    State.PROPOSED: _l("Beginning"),
    State.GATHERING: _l("Gathering of opinions"),
    State.DRAFTING: _l("Drafting"),
    State.INTERNAL_HEARING: _l("Hearing of delegates and counsel"),
    State.UNDER_REVIEW: _l("Review by the street"),
    State.APPROVED_FOR_VOTE: _l("Approval"),
    State.MEETING_CALLED: _l("Call of the meeting"),
    State.DELIBERATION: _l("Deliberation"),
    State.VOTING: _l("Decision by vote"),
    State.ADOPTED: _l("Adoption"),
    State.FILED: _l("Filing"),
    State.PUBLISHED: _l("Publication"),
    State.SIGNING: _l("Signing"),
    State.IN_FORCE: _l("In force"),
    State.APPRAISAL: _l("Yearly appraisal"),
}
"""The stops of the way by name; what stands at one is said by STATE_LABELS."""
STATE_TONES = {
    State.PROPOSED: "plain",
    State.GATHERING: "go",
    State.DRAFTING: "plain",
    State.INTERNAL_HEARING: "plain",
    State.UNDER_REVIEW: "wait",
    State.RETURNED: "stop",
    State.APPROVED_FOR_VOTE: "wait",
    State.MEETING_CALLED: "wait",
    State.DELIBERATION: "go",
    State.VOTING: "go",
    State.ADOPTED: "wait",
    State.REJECTED: "stop",
    State.FILED: "wait",
    State.FILING_OBJECTED: "stop",
    State.PUBLISHED: "wait",
    State.SIGNING: "go",
    State.IN_FORCE: "honour",
    State.APPRAISAL: "go",
    State.ORDERED_TO_CORRECT: "stop",
    State.CORRECTED: "wait",
    State.REPEALED: "stop",
}
NEXT_STEPS = {
    State.PROPOSED: _l("Those who propose it write down what it is about; then it is put to everybody."),
    State.GATHERING: _l("Everybody can say what the convention should hold. Each opinion gets a number."),
    State.DRAFTING: _l("The drafting group writes the text and answers each comment."),
    State.INTERNAL_HEARING: _l("Delegates and legal counsel are heard on the draft; their remarks are kept."),
    State.UNDER_REVIEW: _l(
        "The street reads the text clause by clause and approves exactly this text, or returns it."
    ),
    State.RETURNED: _l("The drafters change what the street has marked and hand the text in again."),
    State.APPROVED_FOR_VOTE: _l("The street has approved this text. The meeting can be called."),
    State.MEETING_CALLED: _l("The meeting has been called. Everybody can read the text before it."),
    State.DELIBERATION: _l("Those entitled talk the text over. A changed text is reviewed again."),
    State.VOTING: _l("Those on the roll vote. When the time is over the votes are counted by themselves."),
    State.ADOPTED: _l("It has to be filed with the street in time, and is then published."),
    State.REJECTED: _l("The drafters can take the text up again and put a changed one to the vote."),
    State.FILED: _l("The street looks through the papers and gives the filing number, or objects."),
    State.FILING_OBJECTED: _l("The papers have to be completed and filed again."),
    State.PUBLISHED: _l("It waits for its day, or to be opened for signing."),
    State.SIGNING: _l("Those concerned read the exact text and sign it."),
    State.IN_FORCE: _l("Everybody keeps it. Once a year it is appraised, clause by clause."),
    State.APPRAISAL: _l("Those concerned say how well each clause is kept and what should change."),
    State.ORDERED_TO_CORRECT: _l(
        "The street has ordered a correction. The clauses it names no longer apply."
    ),
    State.CORRECTED: _l("The clauses named in the order have been taken out. The street confirms this."),
    State.REPEALED: _l("It no longer holds. The text stays here for the record."),
}
PARTY_LABELS = {
    Party.DRAFTERS: _l("The drafters"),
    Party.EVERYBODY: _l("Everybody"),
    Party.STREET: _l("The street"),
    Party.OFFICERS: _l("The alliance's officers or the committee"),
    Party.VOTERS: _l("Those on the roll"),
    Party.CONCERNED: _l("Those concerned"),
    Party.NOBODY: _l("Nobody"),
}
ON_TURN = {
    State.PROPOSED: Party.DRAFTERS,
    State.GATHERING: Party.EVERYBODY,
    State.DRAFTING: Party.DRAFTERS,
    State.INTERNAL_HEARING: Party.DRAFTERS,
    State.UNDER_REVIEW: Party.STREET,
    State.RETURNED: Party.DRAFTERS,
    State.APPROVED_FOR_VOTE: Party.OFFICERS,
    State.MEETING_CALLED: Party.OFFICERS,
    State.DELIBERATION: Party.VOTERS,
    State.VOTING: Party.VOTERS,
    State.ADOPTED: Party.OFFICERS,
    State.REJECTED: Party.DRAFTERS,
    State.FILED: Party.STREET,
    State.FILING_OBJECTED: Party.OFFICERS,
    State.PUBLISHED: Party.OFFICERS,
    State.SIGNING: Party.CONCERNED,
    State.IN_FORCE: Party.CONCERNED,
    State.APPRAISAL: Party.CONCERNED,
    State.ORDERED_TO_CORRECT: Party.OFFICERS,
    State.CORRECTED: Party.STREET,
    State.REPEALED: Party.NOBODY,
}

ORDER = (
    State.PROPOSED,
    State.GATHERING,
    State.DRAFTING,
    State.INTERNAL_HEARING,
    State.UNDER_REVIEW,
    State.APPROVED_FOR_VOTE,
    State.MEETING_CALLED,
    State.DELIBERATION,
    State.VOTING,
    State.ADOPTED,
    State.FILED,
    State.PUBLISHED,
    State.SIGNING,
    State.IN_FORCE,
    State.APPRAISAL,
)
"""The way of a convention; which stops a kind must make stands in ways.toml."""

BESIDE = {
    State.RETURNED: State.INTERNAL_HEARING,
    State.REJECTED: State.VOTING,
    State.FILING_OBJECTED: State.ADOPTED,
    State.ORDERED_TO_CORRECT: State.IN_FORCE,
    State.CORRECTED: State.IN_FORCE,
    State.REPEALED: State.IN_FORCE,
}
"""States that are no stop of their own: at which stop they stand."""

HIDDEN = frozenset({State.PROPOSED})
EDITABLE = frozenset({State.PROPOSED, State.DRAFTING, State.RETURNED, State.DELIBERATION})
MAKING = frozenset(ORDER[: ORDER.index(State.ADOPTED)]) | {State.RETURNED, State.REJECTED}
"""Nothing is decided yet about the text that is being worked on."""
HOLDING = frozenset(
    {State.IN_FORCE, State.APPRAISAL, State.ORDERED_TO_CORRECT, State.CORRECTED, State.SIGNING}
)
ADOPTED_STATES = HOLDING | {
    State.ADOPTED, State.FILED, State.FILING_OBJECTED, State.PUBLISHED, State.REPEALED,
}  # fmt: skip
