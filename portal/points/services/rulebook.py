"""Changing the rule book: one person drafts, another one releases, and nothing holds back in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.places.models import Place
from portal.points.models import PointRule, RuleVersion
from portal.points.queries.rulebook import last_number
from portal.points.rules import Cap
from portal.points.services.grounds import refuse_forbidden
from portal.points.states import RULE_LIFE, Scheme
from portal.points.states.rulebook import CLASSES, NEGATIVE, Hand, RuleClass


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What a version of a rule says."""

    title: Bitext | str
    clause: Bitext | str
    basis: Bitext | str
    points: int
    most: int | None = None
    caps: Sequence[Cap] = ()
    cool_down: int = 0
    evidence_needed: Bitext | str = ""
    determined_by: Hand = Hand.WORKERS
    reviewed_by: Hand = Hand.WORKERS
    valid_from: date
    valid_until: date | None = None
    gives: bool = True
    claimable: bool = False
    reason: Bitext | str = ""


@guarded("points.draft_rule")
def draft_rule(
    city: Place,
    *,
    code: str,
    scheme: Scheme,
    rule_class: RuleClass,
    event: str | None,
    wording: Wording,
    actor: User,
) -> RuleVersion:
    """A new rule, which holds when another person has released it."""
    if db.session.scalar(select(PointRule.id).where(PointRule.code == code)) is not None:
        raise Refused(_("The number %(code)s is taken by another rule.", code=code))
    if rule_class not in CLASSES[scheme]:
        raise Refused(_("The other rule book has this class. Please choose another one."))
    rule = PointRule(code=code, scheme=scheme, rule_class=rule_class, event=event)
    db.session.add(rule)
    db.session.flush()  # its version names it
    return _draft(rule, wording, actor)


@guarded("points.draft_rule")
def draft_version(rule: PointRule, *, wording: Wording, actor: User) -> RuleVersion:
    """What the rule shall say from a day on. The versions before stay as they are."""
    return _draft(rule, wording, actor)


def _refuse_unsound(rule: PointRule, wording: Wording) -> None:
    """What no rule of this book may say."""
    if wording.valid_from < clock.today():
        raise Refused(_("A rule cannot begin in the past. Please choose today or a later day."))
    if wording.valid_until is not None and wording.valid_until < wording.valid_from:
        raise Refused(_("The rule would end before it begins."))
    if wording.points == 0:
        raise Refused(_("A rule that gives no points is no rule. To stop one, suspend it."))
    if wording.most is not None and wording.most * wording.points <= wording.points**2:
        raise Refused(_("The end of the range has to lie beyond its beginning, on the same side of zero."))
    if rule.event and (wording.most is not None or wording.evidence_needed):
        raise Refused(_("What the portal gives by itself has fixed points and needs no evidence."))
    if rule.scheme is Scheme.MERCHANT and (wording.points < 0) != (rule.rule_class in NEGATIVE):
        raise Refused(_("A class of negative acts takes points, and no other class of the shops does."))


def _draft(rule: PointRule, wording: Wording, actor: User) -> RuleVersion:
    _refuse_unsound(rule, wording)
    if wording.points < 0:
        refuse_forbidden(wording.title, wording.clause, wording.basis)
    version = RuleVersion(
        rule=rule,
        number=last_number(rule) + 1,
        title=wording.title,
        clause=wording.clause,
        basis=wording.basis,
        points=wording.points,
        most=wording.most,
        cool_down=wording.cool_down,
        evidence_needed=wording.evidence_needed,
        determined_by=wording.determined_by,
        reviewed_by=wording.reviewed_by,
        valid_until=wording.valid_until,
        caps=[_as_json(cap) for cap in wording.caps],
        valid_from=wording.valid_from,
        gives=wording.gives,
        claimable=wording.claimable and wording.points > 0,
        change_reason=wording.reason,
        drafted_by=actor.id,
    )
    db.session.add(version)
    db.session.flush()  # its address holds its number, its history its id
    return version


def _as_json(cap: Cap) -> dict[str, str | int]:
    numbers = {"points": cap.points, "times": cap.times}
    together: dict[str, str | int] = {"per_household": True} if cap.per_household else {}
    return {"span": str(cap.span), **{name: n for name, n in numbers.items() if n is not None}, **together}


@guarded("points.release_rule")
def release(version: RuleVersion, *, actor: User) -> None:
    """From its day on the version holds. Points given before are never counted anew."""
    if version.valid_from < clock.today():
        raise Refused(_("The day this version should begin has passed. Please draft it again."))
    RULE_LIFE.move(version, "release", actor=actor)
    version.released_by, version.released_at = actor.id, clock.now()


@guarded("points.draft_rule")
def drop(version: RuleVersion, *, reason: str, actor: User) -> None:
    """The draft is not wanted any more; it stays in the history."""
    RULE_LIFE.move(version, "drop", actor=actor, reason=reason)
