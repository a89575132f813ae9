"""From a reminder to its end: put right, rechecked by another, or referred. None of it moves points."""

from __future__ import annotations

from collections.abc import Sequence

from portal.accounts.models import Role, User
from portal.accounts.queries import holders
from portal.alliances.queries import officer_ids
from portal.core import clock
from portal.core.db import hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.core.types import written
from portal.duty import queries, rules
from portal.duty.models import Finding, Objection
from portal.duty.services.telling import moment_words, tell_of_finding
from portal.duty.states import LIFE, ObjectionState
from portal.events.duty import FindingClosed, FindingReferred
from portal.files.models import StoredFile
from portal.files.services import attach

BEFORE_REFERRING = 2  # reminders; 约定: what two reminders have not changed goes further


@guarded("duty.say_corrected")
def say_corrected(
    finding: Finding, *, text: str = "", photos: Sequence[StoredFile] = (), actor: User
) -> None:
    """The shop says that it is put right; somebody else looks."""
    LIFE.move(finding, "say_corrected", actor=actor)
    finding.corrected_at = clock.now()
    _take_answer(finding, text, photos)
    tell_of_finding(
        finding,
        N_("“%(shop)s” says that it is put right: %(title)s. Please have somebody else recheck it."),
        f"corrected:{finding.reminders}",
        [finding.found_by],
    )


@guarded("duty.answer")
def answer(finding: Finding, *, text: str, photos: Sequence[StoredFile] = (), actor: User) -> None:
    """The shop's own words stand beside the note."""
    if not text.strip():
        raise Refused(_("Please write your answer."))
    if not finding.is_open:
        raise Refused(_("This note is closed; nothing is added to it."))
    _take_answer(finding, text, photos)
    tell_of_finding(
        finding,
        N_("“%(shop)s” has answered your note: %(title)s."),
        f"answer:{clock.now().isoformat()}",
        [finding.found_by],
    )


def _take_answer(finding: Finding, text: str, photos: Sequence[StoredFile]) -> None:
    if text.strip():
        finding.answer, finding.answered_at = written(text), clock.now()
    attach(photos, finding, public=False)


@guarded("duty.recheck")
def recheck(
    finding: Finding,
    *,
    right: bool,
    reminders: int,
    note: str = "",
    photos: Sequence[StoredFile] = (),
    actor: User,
) -> None:
    """Another person has looked again. `reminders` is what that person saw: of two at once the second is told."""
    hold_row(finding)
    if finding.reminders != reminders or not finding.is_open:
        raise Refused(_("Somebody else has rechecked this in the meantime. Please look at the page again."))
    if not right and finding.corrected_at is None and clock.now() < finding.due_at:
        raise Refused(
            _(
                "The shop still has time until %(due)s. Please look again after that.",
                due=moment_words(finding.due_at),
            )
        )
    LIFE.move(finding, "close" if right else "remind_again", actor=actor, reason=note)
    now = clock.now()
    finding.rechecked_by, finding.rechecked_at = actor.id, now
    attach(photos, finding, public=False)
    if right:
        _close(finding)
        return
    finding.reminders += 1
    finding.corrected_at = finding.late_told_at = None
    finding.due_at = rules.correct_by(now, finding.time_given)
    tell_of_finding(
        finding,
        N_(
            "A further reminder for “%(shop)s”: %(title)s is not yet all right. Please put it right by %(due)s."
        ),
        f"reminded:{finding.reminders}",
        [finding.shop_id],
    )


def _close(finding: Finding) -> None:
    finding.ended_at = clock.now()
    finding.corrected_at = finding.corrected_at or clock.now()
    tell_of_finding(
        finding,
        N_("Thank you: %(title)s at “%(shop)s” is all right again, the note is closed."),
        "closed",
        [finding.shop_id, finding.found_by],
    )
    announce(FindingClosed(finding_id=finding.id, alliance_id=finding.alliance_id))


@guarded("duty.refer")
def refer(finding: Finding, *, reason: str, actor: User) -> None:
    """To the community worker, when two reminders have not helped. Recorded; nothing is decided by it."""
    hold_row(finding)
    waiting = queries.objection_of(finding)
    if waiting is not None and waiting.state is ObjectionState.FILED:
        raise Refused(_("The shop has objected. The supervisor answers first."))
    if finding.reminders < BEFORE_REFERRING or clock.now() < finding.due_at:
        raise Refused(_("A note is referred when a second reminder has run out without being put right."))
    LIFE.move(finding, "refer", actor=actor, reason=reason)
    finding.referred_at = clock.now()
    workers = holders((Role.COMMUNITY_WORKER,), finding.place)
    tell_of_finding(
        finding,
        N_("“%(alliance)s” asks for your help with “%(shop)s”: %(title)s."),
        "referred",
        [*workers, finding.shop_id],
    )
    announce(FindingReferred(finding_id=finding.id, alliance_id=finding.alliance_id))


@guarded("duty.settle")
def settle(finding: Finding, *, note: str, actor: User) -> None:
    """The community worker records what came of it."""
    LIFE.move(finding, "settle", actor=actor, reason=note)
    finding.ended_at = clock.now()
    tell_of_finding(
        finding,
        N_("The community worker has recorded how %(title)s at “%(shop)s” was settled."),
        "settled",
        [finding.shop_id, *officer_ids(finding.alliance_id)],
    )


def withdraw_for(objection: Objection, reason: str, actor: User) -> None:
    """Not guarded: part of deciding an objection."""
    finding = objection.finding
    LIFE.move(finding, "withdraw", actor=actor, reason=reason)
    finding.ended_at = clock.now()
