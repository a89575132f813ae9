"""Taking points away: never by one person, never unheard, never for a right that was used."""

from __future__ import annotations

import secrets
from datetime import date

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.settings import setting
from portal.events.notifications import PeopleTold
from portal.places.queries import work_calendar
from portal.points import papers
from portal.points.models import Deduction, PointRule, RuleVersion
from portal.points.queries import deductions as queries
from portal.points.queries import rulebook
from portal.points.rules.periods import objection_until, public_on
from portal.points.services import scores, years
from portal.points.services.determining import refuse_other_hands, weighed
from portal.points.services.grounds import refuse_forbidden
from portal.points.services.ledger import Because
from portal.points.services.numbering import number_of
from portal.points.services.timely import refuse_now
from portal.points.states.deductions import DEDUCTION_LIFE, ServiceMethod

LONGEST_BACK = 183  # days a finding may lie back


@guarded("points.find_deduction")
def find(
    person: User,
    *,
    rule: PointRule,
    facts: str,
    evidence: str,
    occurred_on: date,
    points: int | None = None,
    weighing: str = "",
    actor: User,
) -> Deduction:
    """Write down what was found. Nothing is taken: the person is heard first.

    `points` (above zero) only under a rule with a range, with `weighing` saying why so many.
    """
    version = check(
        person,
        rule,
        facts=facts,
        evidence=evidence,
        occurred_on=occurred_on,
        points=points,
        weighing=weighing,
        actor=actor,
    )
    deduction = Deduction(
        code=secrets.token_hex(4),
        user=person,
        version=version,
        points=-version.points if points is None else points,
        points_asked=-version.points if points is None else points,
        facts=facts,
        evidence=evidence,
        weighing=weighing.strip() if version.most is not None else "",
        occurred_on=occurred_on,
        found_by=actor.id,
    )
    db.session.add(deduction)
    db.session.flush()  # the audit names it
    return deduction


def check(
    person: User,
    rule: PointRule,
    *,
    facts: str,
    evidence: str,
    occurred_on: date,
    points: int | None,
    weighing: str,
    actor: User,
) -> RuleVersion:
    """Refuses what could not be found; nothing is written. Not guarded: it only looks."""
    version = _version(rule, occurred_on)
    refuse_other_hands(version, person, actor)
    if person.is_minor:
        raise Refused(_("Nobody takes points from minors."))
    if not facts.strip() or not evidence.strip():
        raise Refused(_("Please write what happened and what shows it."))
    refuse_forbidden(facts, evidence, weighing)
    weighed(version, None if points is None else -points, weighing)
    if queries.same(person.id, rule.id, occurred_on, version.cool_down) is not None:
        raise Refused(_twice(version))
    return version


def _twice(version: RuleVersion) -> str:
    if version.cool_down > 1:
        return _(
            "The same rule has been applied to this person within %(days)s days: there is time to put it right.",
            days=version.cool_down,
        )
    return _("The same rule has been applied to this person for that day already.")


def _version(rule: PointRule, day: date) -> RuleVersion:
    """What the rule said on the day itself: a later version is never applied to it."""
    if day > clock.today():
        raise Refused(_("This day has not come yet."))
    if (clock.today() - day).days > LONGEST_BACK:
        raise Refused(_("This was more than half a year ago. It is too late to take points for it."))
    version = rulebook.version_on(rule, day)
    if version is None or not version.gives:
        raise Refused(_("The rule %(code)s was not in force on that day.", code=rule.code))
    if not version.negative:
        raise Refused(_("The rule %(code)s takes no points away.", code=rule.code))
    refuse_forbidden(version.title, version.clause)
    return version


@guarded("points.serve_deduction")
def serve(deduction: Deduction, *, method: ServiceMethod, actor: User) -> None:
    """The notice reaches the person; from the next working day they have time to speak."""
    DEDUCTION_LIFE.move(deduction, "serve", actor=actor)
    today = clock.today()
    deduction.method, deduction.served_by, deduction.served_on = method, actor.id, today
    deduction.statement_until = _days("points.statement_days")
    deduction.number = number_of(deduction, actor.id)
    papers.issue_notice(deduction, actor.id)
    _tell(
        deduction,
        N_("It is considered to take points from you: “%(title)s”. You can make a statement until %(day)s."),
        deduction.statement_until,
    )


@guarded("points.state_deduction")
def state(deduction: Deduction, *, text: str, actor: User) -> None:
    """What the person says to the notice, once; it is read and answered before anything is decided."""
    refuse_now(deduction, "state")
    if not text.strip():
        raise Refused(_("Please write what you have to say."))
    DEDUCTION_LIFE.note(deduction, "state", actor=actor)
    deduction.statement = Bitext.of(text.strip())


@guarded("points.drop_deduction")
def drop(deduction: Deduction, *, reason: str, actor: User) -> None:
    """The finding does not hold, or was put right in time. No points are taken."""
    DEDUCTION_LIFE.move(deduction, "drop", actor=actor, reason=reason)
    deduction.decided_by, deduction.decision = actor.id, Bitext.of(reason.strip())
    if deduction.served_on is not None:
        _tell(deduction, N_("No points are taken from you: “%(title)s” is not taken further."))


@guarded("points.post_deduction")
def post(deduction: Deduction, *, reason: str, actor: User) -> None:
    """A second person decides, after the statement or when its time is over; the points leave the score."""
    refuse_now(deduction, "post")
    DEDUCTION_LIFE.move(deduction, "post", actor=actor, reason=reason)
    version, calendar, today = deduction.version, work_calendar(), clock.today()
    entry = scores.take(
        version.rule.scheme,
        deduction.user_id,
        deduction.points,
        key=f"deduction:{deduction.id}",
        because=Because(
            rule_id=version.rule_id,
            version_id=version.id,
            path=f"/points/deductions/{deduction.code}",
            note=deduction.facts,
            evidence=deduction.evidence,
            occurred_on=deduction.occurred_on,
            by_id=deduction.found_by,
            second_id=actor.id,
        ),
    )
    if entry is None:
        raise Refused(_("There are no points left in this score. Please do not take it further."))
    deduction.entry_id, deduction.points = entry.id, entry.amount
    deduction.decided_by, deduction.decision = actor.id, Bitext.of(reason.strip())
    deduction.posted_on, deduction.public_on = today, public_on(today, calendar)
    deduction.objection_until = objection_until(today, calendar, int(setting("points.objection_days")))
    _tell(
        deduction,
        N_("Points were taken from your score: “%(title)s”. You can object until %(day)s."),
        deduction.objection_until,
    )


@guarded("points.object_to_deduction")
def object_to(deduction: Deduction, *, reason: str, actor: User) -> None:
    """Marked at once; from now on the clock runs for those who must answer."""
    refuse_now(deduction, "object_to")
    DEDUCTION_LIFE.move(deduction, "object_to", actor=actor, reason=reason)
    deduction.objection, deduction.answer_until = Bitext.of(reason.strip()), _days("points.answer_days")


@guarded("points.uphold_deduction")
def uphold(deduction: Deduction, *, reason: str, actor: User) -> None:
    """The objection is right: a new line takes the old one back, and the old one stays to be read."""
    DEDUCTION_LIFE.move(deduction, "uphold", actor=actor, reason=reason)
    deduction.answered_by, deduction.answer = actor.id, Bitext.of(reason.strip())
    _give_back(deduction, reason, actor)


@guarded("points.reject_deduction")
def reject(deduction: Deduction, *, reason: str, actor: User) -> None:
    """The objection is answered with reasons; the higher body can be asked."""
    DEDUCTION_LIFE.move(deduction, "reject", actor=actor, reason=reason)
    deduction.answered_by, deduction.answer = actor.id, Bitext.of(reason.strip())
    deduction.appeal_until = _days("points.appeal_days")
    _tell(
        deduction,
        N_("Your objection to “%(title)s” was rejected. You can ask the higher body until %(day)s."),
        deduction.appeal_until,
    )


@guarded("points.appeal_deduction")
def appeal(deduction: Deduction, *, reason: str, actor: User) -> None:
    """The city looks at it with people who had no part in it."""
    refuse_now(deduction, "appeal")
    DEDUCTION_LIFE.move(deduction, "appeal", actor=actor, reason=reason)
    deduction.appeal, deduction.review_until = Bitext.of(reason.strip()), _days("points.review_days")


@guarded("points.overturn_deduction")
def overturn(deduction: Deduction, *, reason: str, actor: User) -> None:
    """The higher body gives the points back."""
    DEDUCTION_LIFE.move(deduction, "overturn", actor=actor, reason=reason)
    deduction.reviewed_by, deduction.review = actor.id, Bitext.of(reason.strip())
    _give_back(deduction, reason, actor)


@guarded("points.confirm_deduction")
def confirm(deduction: Deduction, *, reason: str, actor: User) -> None:
    """The higher body agrees with the decision; it is final here, and a court stays open."""
    DEDUCTION_LIFE.move(deduction, "confirm", actor=actor, reason=reason)
    deduction.reviewed_by, deduction.review = actor.id, Bitext.of(reason.strip())
    _tell(deduction, N_("The higher body has confirmed “%(title)s”. Its reasons are in the file."))


def _give_back(deduction: Deduction, reason: str, actor: User) -> None:
    entry = rulebook.get_entry(deduction.entry_id or 0)
    version = deduction.version
    years.give_back(
        entry,
        key=f"deduction:{deduction.id}:back",
        because=Because(
            rule_id=version.rule_id,
            version_id=version.id,
            path=f"/points/deductions/{deduction.code}",
            note=reason,
            by_id=actor.id,
        ),
    )
    _tell(deduction, N_("The points taken for “%(title)s” have been given back."))


def _days(key: str) -> date:
    return work_calendar().add_working_days(clock.today(), int(setting(key)))


def _tell(deduction: Deduction, message: str, day: date | None = None) -> None:
    announce(
        PeopleTold(
            user_ids=(deduction.user_id,),
            message=message,
            path=f"/points/deductions/{deduction.code}",
            key=f"deduction:{deduction.id}:{deduction.state}",
            values={
                "bi_title": deduction.version.title.to_json(),
                **({"day": f"{day.year}年{day.month}月{day.day}日"} if day else {}),
            },
        )
    )
