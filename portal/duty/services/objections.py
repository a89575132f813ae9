"""Objections to a note: filed in time with the supervisor, answered in time, counted in working days."""

from __future__ import annotations

from portal.accounts.models import User
from portal.alliances.queries import LEADING, officer_ids
from portal.alliances.states import Office
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.core.settings import setting
from portal.core.types import written
from portal.duty import queries
from portal.duty.models import Finding, Objection
from portal.duty.services.findings import withdraw_for
from portal.duty.services.telling import day_words, tell_of_finding
from portal.duty.states import LIFE, OBJECTION, FindingState
from portal.places.queries import work_calendar


@guarded("duty.object")
def object_to(finding: Finding, *, text: str, actor: User) -> Objection:
    """The shop does not agree. Once for each note, within the working days the city has set."""
    hold_row(finding)
    if not text.strip():
        raise Refused(_("Please write why you do not agree."))
    if queries.objection_of(finding) is not None:
        raise Refused(_("You have objected to this note already."))
    if not LIFE.may_follow(finding.state, FindingState.WITHDRAWN):
        raise Refused(_("This note has been referred or is over; an objection is no longer possible."))
    calendar, today = work_calendar(), clock.today()
    found_on = clock.local(finding.found_at).date()
    last = calendar.add_working_days(found_on, setting("duty.objection_days"))
    if today > last:
        raise Refused(_("Objections to this note were possible until %(day)s.", day=day_words(last)))
    objection = Objection(
        finding=finding,
        user_id=actor.id,
        text=written(text),
        due_on=calendar.add_working_days(today, setting("duty.answer_days")),
    )
    db.session.add(objection)
    supervisors = officer_ids(finding.alliance_id, (Office.SUPERVISOR,)) or officer_ids(
        finding.alliance_id, LEADING
    )
    tell_of_finding(
        finding,
        N_("“%(shop)s” has objected to a note (%(title)s). Please answer within the working days set."),
        "objection",
        set(supervisors) - {finding.found_by, finding.shop_id},
    )
    return objection


@guarded("duty.decide_objection")
def decide(objection: Objection, *, upheld: bool, reason: str, actor: User) -> None:
    """The supervisor answers with a reason; a note that does not hold is withdrawn."""
    hold_row(objection)
    OBJECTION.move(objection, "uphold" if upheld else "dismiss", actor=actor, reason=reason)
    objection.answered_by, objection.answered_at = actor.id, clock.now()
    objection.answer = written(reason)
    if upheld:
        withdraw_for(objection, reason, actor)
    message = (
        N_("Your objection about “%(shop)s” was upheld: the note (%(title)s) is withdrawn.")
        if upheld
        else N_(
            "Your objection about “%(shop)s” was not upheld (%(title)s). The reason stands with the note."
        )
    )
    tell_of_finding(objection.finding, message, "objection:answered", [objection.user_id])
