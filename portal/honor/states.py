"""The two lives of an entry, as data: praise (red) and reminder (black)."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class Polarity(StrEnum):
    RED = "red"
    BLACK = "black"


class EntryState(StrEnum):
    NOMINATED = "nominated"
    CHECKED_ONCE = "checked_once"  # black: one of two
    CHECKED = "checked"
    CONSENTED = "consented"  # red
    NOTICE = "notice"  # red: 公示
    NOTIFIED = "notified"  # black: 事先告知, statement period
    CONSIDERED = "considered"  # black: every argument has its finding
    DRAFTED = "drafted"  # black: decision written, not signed
    DECIDED = "decided"  # black: signed
    PUBLISHED = "published"
    DROPPED = "dropped"
    DECLINED = "declined"
    REVOKED = "revoked"
    REPAIRED = "repaired"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


POLARITIES = {Polarity.RED: _l("Honour roll"), Polarity.BLACK: _l("Reminders")}
S = EntryState
GONE = frozenset({S.REVOKED, S.REPAIRED, S.WITHDRAWN, S.EXPIRED})
"""Was public once: its address answers 410 and nothing of it is shown again."""
ENDED = GONE | {S.DROPPED, S.DECLINED}
PREPARING = frozenset(EntryState) - ENDED - {S.PUBLISHED}

STATES = {
    S.NOMINATED: _l("Nominated"),
    S.CHECKED_ONCE: _l("Evidence checked once"),
    S.CHECKED: _l("Evidence checked"),
    S.CONSENTED: _l("Consent given"),
    S.NOTICE: _l("Public notice"),
    S.NOTIFIED: _l("Notice served, statement period"),
    S.CONSIDERED: _l("Arguments considered"),
    S.DRAFTED: _l("Decision drafted"),
    S.DECIDED: _l("Decision signed"),
    S.PUBLISHED: _l("Published"),
    S.DROPPED: _l("Not taken further"),
    S.DECLINED: _l("Praise declined"),
    S.REVOKED: _l("Revoked"),
    S.REPAIRED: _l("Put right, taken down"),
    S.WITHDRAWN: _l("Withdrawn"),
    S.EXPIRED: _l("Expired"),
}
REASON = (Need.REASON,)
BEFORE_RED = (S.NOMINATED, S.CHECKED, S.CONSENTED, S.NOTICE)
BEFORE_BLACK = (S.NOMINATED, S.CHECKED_ONCE, S.CHECKED, S.NOTIFIED, S.CONSIDERED, S.DRAFTED, S.DECIDED)


def step(
    name: str, label: object, before: tuple[EntryState, ...], after: EntryState, **more: object
) -> Transition:
    more.setdefault("permission", f"honor.{name}")
    return Transition(name=name, label=label, before=before, after=after, **more)  # type: ignore[arg-type]


RED_LIFE = Workflow(
    "honor.red",
    STATES,
    (
        step("check_praise", _l("Check the deed"), (S.NOMINATED,), S.CHECKED),
        step("consent", _l("Agree to be praised"), (S.CHECKED,), S.CONSENTED),
        step(
            "decline",
            _l("Prefer not to be praised"),
            (S.CHECKED, S.CONSENTED, S.NOTICE, S.PUBLISHED),
            S.DECLINED,
        ),
        step("give_notice", _l("Open the public notice"), (S.CHECKED, S.CONSENTED), S.NOTICE),
        step("publish_praise", _l("Publish"), (S.NOTICE,), S.PUBLISHED),
        step("drop", _l("Do not take it further"), BEFORE_RED, S.DROPPED, needs=REASON, danger=True),
        step("revoke", _l("Revoke"), (S.PUBLISHED,), S.REVOKED, needs=REASON, danger=True),
        step("expire", _l("Expired"), (S.PUBLISHED,), S.EXPIRED, permission="", by_clock=True),
    ),
    start=S.NOMINATED,
)

BLACK_LIFE = Workflow(
    "honor.black",
    STATES,
    (
        step("check_evidence", _l("Check the evidence"), (S.NOMINATED,), S.CHECKED_ONCE),
        step("check_again", _l("Check the evidence as second person"), (S.CHECKED_ONCE,), S.CHECKED),
        step("serve_notice", _l("Serve the notice"), (S.CHECKED,), S.NOTIFIED),
        step("consider", _l("Answer every argument"), (S.NOTIFIED,), S.CONSIDERED),
        step("draft_decision", _l("Draft the decision"), (S.CONSIDERED,), S.DRAFTED),
        step("sign_decision", _l("Sign the decision"), (S.DRAFTED,), S.DECIDED),
        step("publish_reminder", _l("Publish"), (S.DECIDED,), S.PUBLISHED),
        step("drop", _l("Do not take it further"), BEFORE_BLACK, S.DROPPED, needs=REASON, danger=True),
        step(
            "withdraw",
            _l("Withdraw with a public correction"),
            (S.PUBLISHED,),
            S.WITHDRAWN,
            needs=REASON,
            danger=True,
        ),
        step("close_repair", _l("Confirm that it was put right"), (S.PUBLISHED,), S.REPAIRED),
        step("expire", _l("Expired"), (S.PUBLISHED,), S.EXPIRED, permission="", by_clock=True),
    ),
    start=S.NOMINATED,
)

LIVES = {Polarity.RED: RED_LIFE, Polarity.BLACK: BLACK_LIFE}


class IssueState(StrEnum):
    """An issue of a board. It says nothing about its entries: each has its own life."""

    DRAFTING = "drafting"
    PUBLISHED = "published"


ISSUE_STATES = {IssueState.DRAFTING: _l("In preparation"), IssueState.PUBLISHED: _l("Published")}
ISSUE_LIFE = Workflow(
    "honor.issue",
    ISSUE_STATES,
    (
        Transition(
            name="publish_issue",
            label=_l("Publish this issue"),
            before=(IssueState.DRAFTING,),
            after=IssueState.PUBLISHED,
            permission="honor.publish_issue",
        ),
    ),
    start=IssueState.DRAFTING,
)


class ProgrammeState(StrEnum):
    """A programme takes candidates while it calls; its criteria stand fixed from then on."""

    DRAFTING = "drafting"
    CALLING = "calling"
    CLOSED = "closed"


PROGRAMME_STATES = {
    ProgrammeState.DRAFTING: _l("In preparation"),
    ProgrammeState.CALLING: _l("Under way"),
    ProgrammeState.CLOSED: _l("Ended"),
}
PROGRAMME_LIFE = Workflow(
    "honor.programme",
    PROGRAMME_STATES,
    (
        Transition(
            name="call_programme",
            label=_l("Call for candidates"),
            before=(ProgrammeState.DRAFTING,),
            after=ProgrammeState.CALLING,
            permission="honor.call_programme",
        ),
        Transition(
            name="end_programme",
            label=_l("End this programme"),
            before=(ProgrammeState.CALLING,),
            after=ProgrammeState.CLOSED,
            permission="honor.end_programme",
            needs=REASON,
            danger=True,
        ),
    ),
    start=ProgrammeState.DRAFTING,
)


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


class BasisKind(StrEnum):
    LAW = "law"
    CONVENTION = "convention"
