"""Points for what the portal cannot see by itself: somebody proposes or asks, another person confirms."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded
from portal.points.models import Determination, Entry, PointRule, RuleVersion
from portal.points.permissions import HANDS, serves
from portal.points.queries import rulebook
from portal.points.services.awarding import give
from portal.points.services.ledger import Because
from portal.points.states import DETERMINATION_LIFE

LONGEST_BACK = 366  # days a good deed may lie back
MOST_TIMES = 24


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What somebody has done. `points` only under a rule with a range, with `weighing` saying why so many."""

    note: str
    occurred_on: date
    times: int = 1
    evidence: str = ""
    points: int | None = None
    weighing: str = ""


@guarded("points.propose")
def propose(person: User, *, rule: PointRule, deed: Deed, actor: User) -> Determination:
    """Say that somebody has earned points; another person looks at it before anything is posted."""
    return _proposed(person, check(person, rule, deed, actor), deed, actor)


def check(person: User, rule: PointRule, deed: Deed, actor: User) -> RuleVersion:
    """Refuses what could not be proposed; nothing is written. Not guarded: it only looks."""
    version = _version(rule, deed.occurred_on)
    refuse_other_hands(version, person, actor)
    _refuse_unfit(version, deed)
    return version


@guarded("points.claim")
def claim(rule: PointRule, *, deed: Deed, actor: User) -> Determination:
    """Ask for points for something one has done; an official of the place looks at it. Nobody has to."""
    version = _version(rule, deed.occurred_on)
    if not version.claimable:
        raise Refused(_("Points under this rule cannot be asked for; officials propose them."))
    if rulebook.claimed(actor.id, rule.id, deed.occurred_on):
        raise Refused(_("You have asked for points under this rule for that day already."))
    _refuse_unfit(version, deed)
    return _proposed(actor, version, deed, actor)


def refuse_other_hands(version: RuleVersion, person: User, actor: User) -> None:
    """A rule may ask for the points officers. Not guarded: part of services that have asked."""
    if not serves(actor, HANDS[version.determined_by], person):
        raise Refused(_("Under this rule the points officers of the person's place determine."))


def _version(rule: PointRule, day: date) -> RuleVersion:
    """What the rule said on the day itself: a later version is never applied to it."""
    today = clock.today()
    if day > today:
        raise Refused(_("This day has not come yet."))
    if (today - day).days > LONGEST_BACK:
        raise Refused(_("This was more than a year ago. Points are given for the past year."))
    version = rulebook.version_on(rule, day)
    if version is None or not version.gives:
        raise Refused(_("The rule %(code)s was not in force on that day.", code=rule.code))
    if rule.event is not None:
        raise Refused(_("The portal itself gives points under this rule."))
    if version.negative:
        raise Refused(_("Points are not taken away here. A line that is wrong can be corrected."))
    return version


def weighed(version: RuleVersion, points: int | None, weighing: str) -> int:
    """The points chosen within the range of a rule, with the reason. Not guarded: part of services that ask."""
    chosen = version.points if points is None else points
    if not version.allows(chosen):
        low, high = sorted(abs(n) for n in (version.points, version.most or version.points))
        raise Refused(
            _(
                "The rule %(code)s leaves %(low)s to %(high)s points.",
                code=version.rule.code,
                low=low,
                high=high,
            )
        )
    if version.most is not None and not weighing.strip():
        raise Refused(_("The rule leaves a range. Please say why so many points."))
    return chosen


def _refuse_unfit(version: RuleVersion, deed: Deed) -> None:
    if not 1 <= deed.times <= MOST_TIMES:
        raise Refused(_("Give a number between 1 and %(most)s.", most=MOST_TIMES))
    if version.most is not None and deed.times > 1:
        raise Refused(_("Under a rule with a range every time is written down by itself."))
    if not deed.note.strip():
        raise Refused(_("Please say what the points are for."))
    if version.evidence_needed and not deed.evidence.strip():
        raise Refused(_("This rule asks for evidence: %(what)s", what=version.evidence_needed))
    weighed(version, deed.points, deed.weighing)


def _proposed(person: User, version: RuleVersion, deed: Deed, actor: User) -> Determination:
    determination = Determination(
        code=secrets.token_hex(4),
        user=person,
        version=version,
        times=deed.times,
        points=version.points if deed.points is None else deed.points,
        weighing=deed.weighing.strip() if version.most is not None else "",
        note=deed.note,
        evidence=deed.evidence.strip(),
        occurred_on=deed.occurred_on,
        proposed_by=actor.id,
    )
    db.session.add(determination)
    db.session.flush()  # the audit and the line name it
    return determination


@guarded("points.confirm")
def confirm(determination: Determination, *, actor: User) -> Entry:
    """The second person agrees: the points are posted."""
    DETERMINATION_LIFE.move(determination, "confirm", actor=actor)
    determination.decided_by, determination.decided_at = actor.id, clock.now()
    entry = _post(determination)
    if entry is None:
        raise Refused(_("The rule's limit is reached for this person: there is nothing left to give now."))
    return entry


def post_determined(
    person: User, version: RuleVersion, *, times: int, note: str, by: tuple[User, User]
) -> Entry | None:
    """What two people had determined before the portal was there. Not guarded: the demo city and imports."""
    first, second = by
    now = clock.now()
    determination = Determination(
        code=secrets.token_hex(4),
        user=person,
        version=version,
        times=times,
        points=version.points,
        note=note,
        occurred_on=clock.today(),
        proposed_by=first.id,
        proposed_at=now,
    )
    db.session.add(determination)
    db.session.flush()  # its history and its line name it
    DETERMINATION_LIFE.move(determination, "confirm", actor=second)
    determination.decided_by, determination.decided_at = second.id, now
    return _post(determination)


def _post(determination: Determination) -> Entry | None:
    version = determination.version
    why = Because(
        rule_id=version.rule_id,
        version_id=version.id,
        note=determination.note,
        evidence=determination.evidence,
        occurred_on=determination.occurred_on,
        by_id=determination.proposed_by,
        second_id=determination.decided_by,
    )
    key = f"determination:{determination.id}"
    return give(
        version,
        determination.user_id,
        key=key,
        why=why,
        times=determination.times,
        points=determination.points,
    )


@guarded("points.decline")
def decline(determination: Determination, *, reason: str, actor: User) -> None:
    """Nothing is posted; the reason stays."""
    DETERMINATION_LIFE.move(determination, "decline", actor=actor, reason=reason)
    determination.decided_by, determination.decided_at = actor.id, clock.now()
