"""From the opinions to what is done: sessions, result, public notice, decision, carrying out, look back."""

from __future__ import annotations

from portal.accounts.models import User
from portal.alliances.notices import sender_for
from portal.consultations import notices
from portal.consultations.models import Consultation, Outcome
from portal.consultations.queries.results import outcome_of, sessions_without_record
from portal.consultations.rules import text_hash
from portal.consultations.services.answering import refuse_open_promises
from portal.consultations.states import LIFE, Consensus
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.services import guarded
from portal.core.types import composed
from portal.events.catalog import CardChanged
from portal.notices.services import issue_notice, take_back
from portal.places.queries import work_calendar


@guarded("consultations.deliberate")
def deliberate(consultation: Consultation, *, actor: User) -> None:
    """The collated opinions go to the table of a session or hearing."""
    if not consultation.rule.sessions:
        raise Refused(_("This kind of consultation has no sessions."))
    _move(consultation, "deliberate", actor)


@guarded("consultations.draft_result")
def draft_result(consultation: Consultation, *, actor: User) -> None:
    """Begin to write down what came out. Refused while a session that was held has no record."""
    if sessions_without_record(consultation):
        raise Refused(_("A session has been held and its record is not there yet."))
    _move(consultation, "draft_result", actor)


@guarded("consultations.draft_result")
def write_result(
    consultation: Consultation, *, text: str, consensus: Consensus, differences: str = "", actor: User
) -> Outcome:
    """Put the result into words. Possible until it goes on public notice."""
    if consultation.state != "result_draft":
        raise Refused(_("The result can be written while it is a draft."))
    if not str(composed(text)).strip():
        raise Refused(_("Please write the result."))
    if consensus is not Consensus.FULL and not differences.strip():
        raise Refused(_("Please say on what people still differ."))
    outcome = outcome_of(consultation.id) or Outcome(consultation_id=consultation.id)
    outcome.text, outcome.consensus = text, consensus  # type: ignore[assignment]
    outcome.differences, outcome.written_by = differences.strip(), actor.id  # type: ignore[assignment]
    db.session.add(outcome)
    db.session.flush()  # the audit line names it
    return outcome


@guarded("consultations.give_notice")
def give_notice(consultation: Consultation, *, actor: User) -> Outcome:
    """Show the result to everybody, for as many working days as the kind asks, under its hash."""
    outcome = outcome_of(consultation.id)
    if outcome is None:
        raise Refused(_("Please write the result."))
    if outcome.written_by == actor.id:
        raise Refused(_("Another person than the one who wrote the result puts it on public notice."))
    _move(consultation, "give_notice", actor)
    today = clock.today()
    outcome.notice_from = today
    outcome.notice_until = work_calendar().add_working_days(today, consultation.rule.notice_days)
    outcome.text_hash = text_hash([outcome.text.original, outcome.consensus, outcome.differences.original])
    issue_notice(
        notices.RESULT,
        sender=sender_for(consultation.place, consultation.alliance),
        object_id=consultation.id,
        title=notices.title_for(consultation),
        path=consultation.address,
        actor_id=actor.id,
        until=outcome.notice_until,
        office=consultation.contact,
    )
    return outcome


@guarded("consultations.draft_result")
def revise_result(consultation: Consultation, *, reason: str, actor: User) -> None:
    """Take it back to the table after objections; a new notice runs its whole time again."""
    _move(consultation, "revise_result", actor, reason)
    outcome = outcome_of(consultation.id)
    if outcome is not None:
        outcome.notice_from, outcome.notice_until, outcome.text_hash = None, None, ""
        take_back(consultation.id, notices.RESULT)


@guarded("consultations.decide")
def decide(consultation: Consultation, *, how: str, reason: str, body: str, actor: User) -> Outcome:
    """Record how the matter ended: `how` is decide, refer (to an assembly) or disagree.

    `reason` is the decision in a few sentences, `body` who decides or to whom it is handed.
    """
    outcome = outcome_of(consultation.id)
    if how not in {"decide", "refer", "disagree"}:
        raise Refused(_("Please choose first."))
    if how != "disagree" and not body.strip():
        raise Refused(_("Please say who decides."))
    if outcome is None or outcome.notice_until is None or clock.today() <= outcome.notice_until:
        raise Refused(_("The public notice of the result has to run to its end first."))
    _move(consultation, how, actor, reason)
    outcome.decided_at, outcome.decided_by = clock.now(), body.strip()  # type: ignore[assignment]
    return outcome


@guarded("consultations.implement")
def implement(consultation: Consultation, *, actor: User) -> None:
    """What was promised is being done."""
    _move(consultation, "implement", actor)


@guarded("consultations.supervise")
def supervise(consultation: Consultation, *, reason: str, actor: User) -> None:
    """It does not get on: somebody above watches from now on."""
    _move(consultation, "supervise", actor, reason)


@guarded("consultations.implement")
def complete(consultation: Consultation, *, reason: str, actor: User) -> None:
    """Say that it is done, and what was done. Refused while something promised is still being worked on."""
    refuse_open_promises(consultation)
    _move(consultation, "complete", actor, reason)


@guarded("consultations.evaluate")
def evaluate(consultation: Consultation, *, reason: str, actor: User) -> None:
    """Say how it turned out, some time later."""
    _move(consultation, "evaluate", actor, reason)


def _move(consultation: Consultation, step: str, actor: User, reason: str = "") -> None:
    LIFE.move(consultation, step, actor=actor, reason=reason)
    announce(CardChanged(kind="consultation", object_id=consultation.id))
