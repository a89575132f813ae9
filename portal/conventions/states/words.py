"""The words of a convention that are not states: kinds, forms, channels, capacities."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l


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
    """`OPINION` names a numbered opinion of the gathering."""

    LAW = "law"
    REGULATION = "regulation"
    CUSTOM = "custom"
    PROPOSAL = "proposal"
    OPINION = "opinion"


class Method(StrEnum):
    """How somebody put their name under a text."""

    PASSWORD = "password"  # confirmed with the account's password  # noqa: S105
    DRAWN = "drawn"  # written by hand on the screen
    PAPER = "paper"  # on paper, scanned, before two witnesses


class LinkKind(StrEnum):
    """What a clause governs."""

    DUTY = "duty"  # an item of the responsibility list
    POINTS = "points"  # a rule of the points catalogue
    PLACE = "place"
    PAGE = "page"  # any page of the portal


class Stance(StrEnum):
    SUPPORT = "support"
    OPPOSE = "oppose"
    CONDITIONAL = "conditional"
    NEUTRAL = "neutral"


class Channel(StrEnum):
    WEB = "web"
    PAPER = "paper"
    PHONE = "phone"
    MEETING = "meeting"
    VISIT = "visit"  # told to the grid worker at the door


class Disposition(StrEnum):
    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"
    OUT_OF_SCOPE = "out_of_scope"


class Capacity(StrEnum):
    """As what somebody sits in the drafting group or is heard."""

    RESIDENT = "resident"
    MERCHANT = "merchant"
    OWNER = "owner"
    PARTY_MEMBER = "party_member"
    COMMITTEE = "committee"
    LEGAL_COUNSEL = "legal_counsel"
    PARTY_DELEGATE = "party_delegate"
    DEPUTY = "deputy"
    CONSULTATIVE_MEMBER = "consultative_member"
    WOMEN_FEDERATION = "women_federation"
    OTHER = "other"


class Force(StrEnum):
    """What a reviewer's remark asks."""

    SUGGEST = "suggest"
    MUST = "must"


class Finding(StrEnum):
    """What was seen of the convention being kept."""

    CHECK = "check"
    EXAMPLE = "example"
    REMINDER = "reminder"


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
    SourceKind.OPINION: _l("Comment no."),
}
LINK_LABELS = {
    LinkKind.DUTY: _l("Responsibility item"),
    LinkKind.POINTS: _l("Points rule"),
    LinkKind.PLACE: _l("Place"),
    LinkKind.PAGE: _l("Page of the portal"),
}
STANCE_LABELS = {
    Stance.SUPPORT: _l("In favour"),
    Stance.OPPOSE: _l("Against it"),
    Stance.CONDITIONAL: _l("In favour, with conditions"),
    Stance.NEUTRAL: _l("A question or remark"),
}
CHANNEL_LABELS = {
    Channel.WEB: _l("Here on the portal"),
    Channel.PAPER: _l("On paper"),
    Channel.PHONE: _l("By telephone"),
    Channel.MEETING: _l("At a meeting"),
    Channel.VISIT: _l("Told to the grid worker"),
}
METHOD_LABELS = {
    Method.PASSWORD: _l("Confirmed with the password"),
    Method.DRAWN: _l("Written by hand on the screen"),
    Method.PAPER: _l("On paper, before two witnesses"),
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
CAPACITY_LABELS = {
    Capacity.RESIDENT: _l("Resident"),
    Capacity.MERCHANT: _l("Merchant"),
    Capacity.OWNER: _l("Owner"),
    Capacity.PARTY_MEMBER: _l("Party member"),
    Capacity.COMMITTEE: _l("Member of the committee"),
    Capacity.LEGAL_COUNSEL: _l("Legal counsel"),
    Capacity.PARTY_DELEGATE: _l("Party congress delegate"),
    Capacity.DEPUTY: _l("Deputy to the people's congress"),
    Capacity.CONSULTATIVE_MEMBER: _l("Member of the consultative conference"),
    Capacity.WOMEN_FEDERATION: _l("Women's federation"),
    Capacity.OTHER: _l("Other"),
}
FORCE_LABELS = {Force.SUGGEST: _l("Suggestion"), Force.MUST: _l("Must be changed")}
FORCE_TONES = {Force.SUGGEST: "plain", Force.MUST: "stop"}
FINDING_LABELS = {
    Finding.CHECK: _l("Check"),
    Finding.EXAMPLE: _l("Good example"),
    Finding.REMINDER: _l("Friendly reminder"),
}
FINDING_TONES = {Finding.CHECK: "plain", Finding.EXAMPLE: "honour", Finding.REMINDER: "wait"}

RULES_OF_KINDS = {
    Kind.MERCHANTS: "merchants",
    Kind.RESIDENTS: "residents",
    Kind.VILLAGE: "villagers",
    Kind.OWNERS: "owners_ordinary",
    Kind.MICRO: "micro",
}
"""The adoption rule a kind is voted on under unless the drafters choose another."""
