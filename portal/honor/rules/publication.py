"""What must be on record before an entry may be public, whatever path leads there.

The same is asked three times: by the service, by the model before it is written, and by the database's own
constraints for those who come in by the back door.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Missing(StrEnum):
    """One thing that is not on record; each is the key of a sentence."""

    CHECK = "check"
    SECOND_CHECK = "second_check"
    CONSENT = "consent"
    PUBLIC_NOTICE = "public_notice"
    SERVICE = "service"
    STATEMENT_PERIOD = "statement_period"
    FINDINGS = "findings"
    DECISION = "decision"
    SIGNATURE = "signature"
    PUBLISHER = "publisher"
    TERM = "term"
    ASSESSMENT = "assessment"


def missing(entry: Any) -> tuple[Missing, ...]:
    """Everything that stands between this entry and the public; empty when it may be shown.

    `entry` has the columns of `BoardEntry`; only its own columns are read.
    """
    asked = _of_praise(entry) if entry.polarity == "red" else _of_reminder(entry)
    asked[Missing.ASSESSMENT] = not names_somebody(entry) or entry.assessment_id is not None
    return tuple(what for what, there in asked.items() if not there)


def names_somebody(e: Any) -> bool:
    """Whether one natural person can be known by it: whose consent is asked, or who stands behind a shop's sign."""
    return bool(e.needs_consent) if e.polarity == "red" else e.subject_type == "shop"


def _of_praise(e: Any) -> dict[Missing, bool]:
    return {
        Missing.CHECK: e.checked_by is not None and e.checked_by != e.nominated_by,
        Missing.CONSENT: not e.needs_consent or e.consented_at is not None,
        Missing.PUBLIC_NOTICE: None not in {e.notice_from, e.notice_until}
        and e.publish_from is not None
        and e.notice_until < e.publish_from,
        Missing.PUBLISHER: e.published_by is not None
        and e.published_by not in {e.nominated_by, e.checked_by},
        Missing.TERM: e.publish_until is None or (e.publish_from is not None and _in_order(e)),
    }


def _of_reminder(e: Any) -> dict[Missing, bool]:
    checkers = {e.checked_by, e.second_checked_by}
    return {
        Missing.CHECK: e.checked_by is not None and e.nominated_by not in checkers,
        Missing.SECOND_CHECK: e.second_checked_by is not None and len(checkers) == 2,
        Missing.SERVICE: e.served_on is not None,
        Missing.STATEMENT_PERIOD: None not in {e.served_on, e.statement_until}
        and e.served_on < e.statement_until,
        Missing.FINDINGS: e.considered_at is not None,
        Missing.DECISION: bool(e.decision_no)
        and None not in {e.decided_on, e.statement_until}
        and e.statement_until < e.decided_on,
        Missing.SIGNATURE: None not in {e.signed_by, e.drafted_by}
        and e.signed_by not in checkers | {e.drafted_by},
        Missing.PUBLISHER: e.published_by is not None and e.published_by != e.drafted_by,
        Missing.TERM: None not in {e.publish_from, e.publish_until, e.decided_on, e.severity}
        and _in_order(e)
        and e.decided_on <= e.publish_from,
    }


def _in_order(e: Any) -> bool:
    return bool(e.publish_from <= e.publish_until)
