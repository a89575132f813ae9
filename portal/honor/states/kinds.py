"""What entries are about, where they come from, who reads them, how papers reach people."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.honor.states.entries import Polarity


class SubjectType(StrEnum):
    """Whom or what an entry is about. `person` can only be praised."""

    PERSON = "person"
    GROUP = "group"
    BEHAVIOUR = "behaviour"
    PLACE = "place"
    SHOP = "shop"
    ORGANISATION = "organisation"


SUBJECT_TYPES = {
    SubjectType.PERSON: _l("A person"),
    SubjectType.GROUP: _l("A group"),
    SubjectType.BEHAVIOUR: _l("A behaviour, without names"),
    SubjectType.PLACE: _l("A spot or street section"),
    SubjectType.SHOP: _l("A shop, by its sign"),
    SubjectType.ORGANISATION: _l("A company or organisation"),
}
CAN_BE = {
    Polarity.RED: (
        SubjectType.PERSON,
        SubjectType.GROUP,
        SubjectType.SHOP,
        SubjectType.PLACE,
        SubjectType.ORGANISATION,
    ),
    Polarity.BLACK: (SubjectType.BEHAVIOUR, SubjectType.PLACE, SubjectType.SHOP, SubjectType.ORGANISATION),
}
ASKED = frozenset({SubjectType.PERSON, SubjectType.SHOP})
"""Behind these stands one natural person, whose consent to praise is needed (民法典 art. 54, PIPL art. 25)."""
ANSWERABLE = frozenset({SubjectType.SHOP, SubjectType.ORGANISATION})


class Source(StrEnum):
    INSPECTION = "inspection"
    CASE = "case"
    ALLIANCE = "alliance"
    CITIZEN = "citizen"
    MEDIA = "media"


SOURCES = {
    Source.INSPECTION: _l("Inspection"),
    Source.CASE: _l("A case that was handled"),
    Source.ALLIANCE: _l("An alliance"),
    Source.CITIZEN: _l("A citizen"),
    Source.MEDIA: _l("Media"),
}


class Scope(StrEnum):
    """Who may read a published entry."""

    PUBLIC = "public"
    COMMUNITY = "community"
    ALLIANCE = "alliance"


SCOPES = {
    Scope.PUBLIC: _l("Everybody"),
    Scope.COMMUNITY: _l("People who live in this place"),
    Scope.ALLIANCE: _l("Members of the alliance"),
}
WIDTH = {Scope.ALLIANCE: 0, Scope.COMMUNITY: 1, Scope.PUBLIC: 2}


class Method(StrEnum):
    """How a notice was brought to the one it concerns."""

    IN_PERSON = "in_person"
    BY_POST = "by_post"
    LEFT = "left"
    POSTED_UP = "posted_up"
    ELECTRONIC = "electronic"


METHODS = {
    Method.IN_PERSON: _l("Handed over and signed for"),
    Method.BY_POST: _l("By post with return receipt"),
    Method.LEFT: _l("Left on site before witnesses"),
    Method.POSTED_UP: _l("Posted up on site"),
    Method.ELECTRONIC: _l("Electronically, with consent"),
}


class ClaimState(StrEnum):
    """An objection or a request to take an entry down because the wrong was put right."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    CLOSED = "closed"  # the entry came down some other way before anybody answered


class BasisKind(StrEnum):
    LAW = "law"
    CONVENTION = "convention"
