"""The life of a convention, as data: drafted, commented on, voted on, published, signed, in force."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class State(StrEnum):
    DRAFTING = "drafting"
    COMMENT = "comment"
    VOTING = "voting"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    PUBLISHED = "published"
    SIGNING = "signing"
    IN_FORCE = "in_force"
    REPEALED = "repealed"


class Kind(StrEnum):
    """公约 is several legal things: they differ in who decides and whom it binds."""

    MERCHANTS = "merchants"
    RESIDENTS = "residents"
    VILLAGE = "village"
    OWNERS = "owners"
    MICRO = "micro"


class Form(StrEnum):
    ARTICLES = "articles"  # 第一条
    ITEMS = "items"  # 一、
    RHYME = "rhyme"  # verse


class Modality(StrEnum):
    ADVOCATE = "advocate"
    AGREE = "agree"
    FORBID = "forbid"
    REWARD = "reward"
    CONSEQUENCE = "consequence"
    PROCEDURE = "procedure"


class SourceKind(StrEnum):
    LAW = "law"
    REGULATION = "regulation"
    CUSTOM = "custom"
    PROPOSAL = "proposal"


class Stance(StrEnum):
    SUPPORT = "support"
    OPPOSE = "oppose"
    CONDITIONAL = "conditional"
    NEUTRAL = "neutral"


class Channel(StrEnum):
    WEB = "web"
    PAPER = "paper"


class Disposition(StrEnum):
    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"
    OUT_OF_SCOPE = "out_of_scope"


STATE_LABELS = {
    State.DRAFTING: _l("Being drafted"),
    State.COMMENT: _l("Open for comment"),
    State.VOTING: _l("Being voted on"),
    State.ADOPTED: _l("Adopted"),
    State.REJECTED: _l("Rejected by the vote"),
    State.PUBLISHED: _l("Published"),
    State.SIGNING: _l("Open for signing"),
    State.IN_FORCE: _l("In force"),
    State.REPEALED: _l("Repealed"),
}
STATE_TONES = {
    State.DRAFTING: "plain",
    State.COMMENT: "go",
    State.VOTING: "go",
    State.ADOPTED: "wait",
    State.REJECTED: "stop",
    State.PUBLISHED: "wait",
    State.SIGNING: "go",
    State.IN_FORCE: "honour",
    State.REPEALED: "stop",
}
# what comes next and who is on turn
NEXT_STEPS = {
    State.DRAFTING: _l("The drafters finish the text; then a reviewer opens it for comment."),
    State.COMMENT: _l(
        "Everybody can comment. The drafters answer each comment; then the vote can be called."
    ),
    State.VOTING: _l("Those on the roll vote. When the time is over the votes are counted by themselves."),
    State.ADOPTED: _l("The alliance files the convention with the street and publishes it."),
    State.REJECTED: _l("The drafters can take the text up again and put a changed one to the vote."),
    State.PUBLISHED: _l("It waits for its day, or for the alliance to open it for signing."),
    State.SIGNING: _l("Those concerned read the exact text and sign it."),
    State.IN_FORCE: _l("Everybody keeps it. It can be revised or repealed by those who made it."),
    State.REPEALED: _l("It no longer holds. The text stays here for the record."),
}
KIND_LABELS = {
    Kind.MERCHANTS: _l("Merchants' convention"),
    Kind.RESIDENTS: _l("Residents' convention"),
    Kind.VILLAGE: _l("Village convention"),
    Kind.OWNERS: _l("Owners' covenant"),
    Kind.MICRO: _l("Small convention"),
}
FORM_LABELS = {
    Form.ARTICLES: _l("Articles (Article 1 …)"),
    Form.ITEMS: _l("Items (1, 2 …)"),
    Form.RHYME: _l("Verse"),
}
MODALITY_LABELS = {
    Modality.ADVOCATE: _l("Advocates"),
    Modality.AGREE: _l("Agrees"),
    Modality.FORBID: _l("Forbids"),
    Modality.REWARD: _l("Promises a reward"),
    Modality.CONSEQUENCE: _l("Consequence"),
    Modality.PROCEDURE: _l("Procedure"),
}
SOURCE_LABELS = {
    SourceKind.LAW: _l("Law"),
    SourceKind.REGULATION: _l("Regulation"),
    SourceKind.CUSTOM: _l("Public custom"),
    SourceKind.PROPOSAL: _l("Proposal"),
}
STANCE_LABELS = {
    Stance.SUPPORT: _l("In favour"),
    Stance.OPPOSE: _l("Against it"),
    Stance.CONDITIONAL: _l("In favour, with conditions"),
    Stance.NEUTRAL: _l("A question or remark"),
}
DISPOSITION_LABELS = {
    Disposition.ADOPTED: _l("Taken up"),
    Disposition.PARTLY: _l("Partly taken up"),
    Disposition.NOT_ADOPTED: _l("Not taken up"),
    Disposition.OUT_OF_SCOPE: _l("Outside this convention"),
}
DISPOSITION_TONES = {
    Disposition.ADOPTED: "go",
    Disposition.PARTLY: "wait",
    Disposition.NOT_ADOPTED: "stop",
    Disposition.OUT_OF_SCOPE: "plain",
}

RULES_OF_KINDS = {
    Kind.MERCHANTS: "merchants",
    Kind.RESIDENTS: "residents",
    Kind.VILLAGE: "villagers",
    Kind.OWNERS: "owners_ordinary",
    Kind.MICRO: "micro",
}
"""The adoption rule a kind is voted on under unless the drafters choose another."""

ADOPTED_STATES = frozenset({State.ADOPTED, State.PUBLISHED, State.SIGNING, State.IN_FORCE, State.REPEALED})
SIGNABLE = frozenset({State.SIGNING, State.IN_FORCE})
HOLDING = frozenset({State.PUBLISHED, State.SIGNING, State.IN_FORCE})

LIFE = Workflow(
    "convention",
    STATE_LABELS,
    (
        Transition(
            name="open_comment",
            label=_l("Open for comment"),
            before=(State.DRAFTING,),
            after=State.COMMENT,
            permission="conventions.open_comment",
        ),
        Transition(
            name="open_vote",
            label=_l("Call the vote"),
            before=(State.COMMENT, State.DRAFTING),
            after=State.VOTING,
            permission="conventions.open_vote",
        ),
        Transition(
            name="pass",
            label=_l("The vote has passed"),
            before=(State.VOTING,),
            after=State.ADOPTED,
            permission="",
            by_clock=True,
        ),
        Transition(
            name="fail",
            label=_l("The vote has failed"),
            before=(State.VOTING,),
            after=State.REJECTED,
            permission="",
            by_clock=True,
        ),
        Transition(
            name="publish",
            label=_l("Publish"),
            before=(State.ADOPTED,),
            after=State.PUBLISHED,
            permission="conventions.publish",
        ),
        Transition(
            name="open_signing",
            label=_l("Open for signing"),
            before=(State.PUBLISHED,),
            after=State.SIGNING,
            permission="conventions.open_signing",
        ),
        Transition(
            name="put_in_force",
            label=_l("Put in force"),
            before=(State.PUBLISHED, State.SIGNING),
            after=State.IN_FORCE,
            permission="conventions.put_in_force",
        ),
        Transition(
            name="revise",
            label=_l("Back to drafting"),
            before=(State.COMMENT, State.VOTING, State.REJECTED),
            after=State.DRAFTING,
            permission="conventions.revise",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="repeal",
            label=_l("Repeal"),
            before=(State.PUBLISHED, State.SIGNING, State.IN_FORCE),
            after=State.REPEALED,
            permission="conventions.repeal",
            needs=(Need.REASON,),
            danger=True,
        ),
    ),
    start=State.DRAFTING,
)
