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
