"""Reminders: notice served, the other side heard and answered, a decision signed by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext, dates
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.catalog import CardChanged
from portal.events.honor import ReminderPublished
from portal.honor import queries
from portal.honor.models import Argument, BoardEntry, Decision, HeardStatement, ServedNotice
from portal.honor.rules import Severity, TermProblem, published_bounds
from portal.honor.services.assessing import rest_on_assessment
from portal.honor.services.numbering import announce_reminder, number_decision, number_served
from portal.honor.services.praising import tell
from portal.honor.services.wording import read_before
from portal.honor.states import ANSWERABLE, BLACK_LIFE, WIDTH, EntryState, Method, Scope
from portal.places.queries import work_calendar

Words = Bitext | str
WRONG_TERMS = {
    TermProblem.ENDS_BEFORE_IT_BEGINS: N_("The term must have at least one day."),
    TermProblem.TOO_SHORT: N_("For this gravity the term is at least until %(day)s."),
    TermProblem.TOO_LONG: N_("For this gravity the term ends on %(day)s at the latest."),
    TermProblem.BEYOND_THE_CAP: N_("No entry stays longer than until %(day)s."),
}


def check_term(severity: Severity, days: int, start: date | None = None) -> None:
    """Refuse a term outside the bounds of its gravity. Not guarded: only asks."""
    start = start or clock.today()
    bounds, end = published_bounds(), start + timedelta(days=days - 1)
    problem = bounds.term_problem(severity, start, end)
    if problem:
        early = problem is TermProblem.TOO_SHORT
        edge = bounds.earliest_end(severity, start) if early else bounds.latest_end(severity, start)
        raise Refused(_(WRONG_TERMS[problem], day=dates.date(edge)))


@guarded("honor.serve_notice")
def serve_notice(
    entry: BoardEntry,
    *,
    method: Method,
    service_note: Words,
    rights: Words,
    days: int,
    statement_until: date | None = None,
    actor: User,
) -> ServedNotice:
    """事先告知: facts, grounds, proposed publication, term and rights reach the one concerned today.

    Nothing is public before. The statement period counts from tomorrow in working days and may be longer
    than the least one, never shorter.
    """
    if not (str(service_note).strip() and str(rights).strip()):
        raise Refused(_("The notice needs its proof of service and the rights of the one concerned."))
    read_before(service_note, rights)
    if entry.severity is None:
        raise Refused(_("Please say how grave it is: the longest term follows from it."))
    check_term(entry.severity, days)
    least = work_calendar().add_working_days(clock.today(), int(setting("honor.statement_days")))
    until = statement_until or least
    if until < least:
        raise Refused(_("The statement period runs until %(day)s at least.", day=dates.date(least)))
    BLACK_LIFE.move(entry, "serve_notice", actor=actor)
    notice = ServedNotice(
        entry_id=entry.id,
        number=number_served(entry, actor.id).number,
        method=method,
        service_note=service_note,
        rights=rights,
        severity=entry.severity,
        scope=entry.scope,
        days=days,
        served_on=clock.today(),
        statement_until=until,
        served_by=actor.id,
    )
    db.session.add(notice)
    entry.served_on, entry.statement_until = clock.today(), until
    tell(
        entry,
        "notice",
        N_("A notice about “%(title)s” has been served. You can make a statement."),
        "/statement",
    )
    return notice


@guarded("honor.state")
def give_statement(
    entry: BoardEntry, *, text: Words, points: list[str], received_on: date | None = None, actor: User
) -> HeardStatement:
    """What the one concerned says, point by point. Officials write down what they were told or handed."""
    day = received_on or clock.today()
    if entry.state is not EntryState.NOTIFIED or entry.served_on is None or entry.statement_until is None:
        raise Refused(_("Statements are made between the notice and the end of the statement period."))
    if not entry.served_on <= day <= min(entry.statement_until, clock.today()):
        raise Refused(_("This day is outside the statement period."))
    points = [point.strip() for point in points if point.strip()]
    if not points:
        raise Refused(_("Please write at least one point."))
    own = actor.id == entry.holder_id
    statement = HeardStatement(
        entry_id=entry.id,
        text=text,
        received_on=day,
        given_by=actor.id if own else None,
        typed_by=actor.id,
        arguments=[Argument(claim=point) for point in points],
    )
    db.session.add(statement)
    db.session.flush()  # its arguments are shown at once
    return statement


@guarded("honor.consider")
def consider(entry: BoardEntry, *, findings: Mapping[int, tuple[bool, Words]], actor: User) -> None:
    """A finding with its reason for every argument, once the statement period is over."""
    waiting = queries.unanswered(entry)
    for argument in waiting:
        adopted, reason = findings.get(argument.id, (None, ""))
        if adopted is None or not str(reason).strip():
            raise Refused(_("Every argument needs its finding and the reason for it."))
        read_before(argument.claim, reason)
    BLACK_LIFE.move(entry, "consider", actor=actor)
    for argument in waiting:
        argument.adopted, argument.finding = findings[argument.id][0], findings[argument.id][1]  # type: ignore[assignment]
        argument.found_by = actor.id
    entry.considered_at, entry.considered_by = clock.now(), actor.id


@guarded("honor.draft_decision")
def draft_decision(
    entry: BoardEntry,
    *,
    text: Words,
    days: int,
    scope: Scope,
    severity: Severity,
    penalty: bool = False,
    actor: User,
) -> Decision:
    """The written decision, not yet signed. It never goes beyond what the notice proposed."""
    if not str(text).strip():
        raise Refused(_("Please write the decision."))
    read_before(text)
    notice = queries.record_of(entry).notice
    if notice is None:
        raise Refused(_("No notice has been served."))
    grades = list(Severity)
    if (
        days > notice.days
        or WIDTH[scope] > WIDTH[notice.scope]
        or grades.index(severity) > grades.index(notice.severity)
    ):
        raise Refused(
            _(
                "The decision may not be harsher than what the notice proposed: nobody is worse off for a defence."
            )
        )
    if entry.subject_type in ANSWERABLE and scope is not Scope.ALLIANCE and not penalty:
        raise Refused(
            _(
                "Without a penalty decision of social effect a shop or company is shown to members of the alliance only."
            )
        )
    check_term(severity, days)
    BLACK_LIFE.move(entry, "draft_decision", actor=actor)
    decision = Decision(
        entry=entry,
        text=text,
        penalty=penalty,
        severity=severity,
        scope=scope,
        days=days,
        drafted_by=actor.id,
    )
    db.session.add(decision)
    entry.drafted_by = actor.id
    db.session.flush()  # the audit line names it
    return decision


@guarded("honor.sign_decision")
def sign_decision(entry: BoardEntry, *, actor: User) -> None:
    """Signed by the responsible head, who has neither drafted nor checked."""
    decision = queries.record_of(entry).decision
    if decision is None:
        raise Refused(_("There is no draft to sign."))
    BLACK_LIFE.move(entry, "sign_decision", actor=actor)
    decision.signed_by, decision.signed_on = actor.id, clock.today()
    decision.number = number_decision(entry, actor.id).number
    entry.signed_by, entry.decision_no, entry.decided_on = actor.id, decision.number, clock.today()
    entry.severity, entry.scope = decision.severity, decision.scope
    tell(entry, "decided", N_("The decision about “%(title)s” has been made."), "/statement")


@guarded("honor.publish_reminder")
def publish_reminder(entry: BoardEntry, *, actor: User) -> None:
    """Shown from today for as long as was decided; it ends by the clock."""
    record = queries.record_of(entry)
    decision = record.decision
    if decision is None or record.notice is None or not record.bases or queries.unanswered(entry):
        raise Refused(_("This entry cannot be public: part of its procedure is not on record."))
    rest_on_assessment(entry)
    BLACK_LIFE.move(entry, "publish_reminder", actor=actor)
    entry.publish_from, entry.published_by = clock.today(), actor.id
    # months differ in length: a term that fitted when it was decided never runs over its bound
    latest = published_bounds().latest_end(decision.severity, clock.today())
    entry.publish_until = min(clock.today() + timedelta(days=decision.days - 1), latest)
    announce_reminder(entry)
    announce(ReminderPublished(entry_id=entry.id))
    announce(CardChanged(kind="reminder", object_id=entry.id))
    tell(entry, "published", N_("The reminder “%(title)s” has been published. You can object to it."))
