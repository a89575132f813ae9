"""The rule book as it is on a day, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.accounts.models import Role, User
from portal.accounts.queries import places_where
from portal.core import clock
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.places.models import Place
from portal.points.models import Determination, Entry, PointRule, RuleVersion
from portal.points.permissions import AWARDING
from portal.points.queries.household_limits import of_fellows
from portal.points.rules import Award, Span, TransferKind, span_start
from portal.points.states import Bucket, DeterminationState, VersionState
from portal.points.states.rulebook import Hand


@cache
def _newer() -> type[RuleVersion]:
    """One alias for all questions: making it costs more than asking."""
    return aliased(RuleVersion)


def _in_force(day: date) -> ColumnElement[bool]:
    """The newest released version whose day has come."""
    newer = _newer()
    last = select(func.max(newer.number)).where(
        newer.rule_id == RuleVersion.rule_id,
        newer.state == VersionState.RELEASED,
        newer.valid_from <= day,
    )
    return RuleVersion.number == last.scalar_subquery()


def in_force(day: date | None = None) -> Select[RuleVersion]:
    return (
        select(RuleVersion)
        .join(PointRule, PointRule.id == RuleVersion.rule_id)
        .where(
            RuleVersion.state == VersionState.RELEASED,
            _in_force(day or clock.today()),
            or_(RuleVersion.valid_until.is_(None), RuleVersion.valid_until >= (day or clock.today())),
        )
        .options(contains_eager(RuleVersion.rule))
        .order_by(PointRule.scheme, PointRule.code)
    )


def rule_book(day: date | None = None) -> Sequence[RuleVersion]:
    """Every rule in its version of that day; suspended ones are in it and say so."""
    return db.session.scalars(in_force(day)).all()


def for_event(event: str) -> Sequence[RuleVersion]:
    return db.session.scalars(in_force().where(PointRule.event == event, RuleVersion.gives)).all()


def by_hand(day: date) -> Sequence[RuleVersion]:
    """The rules two people can award under for something done on that day."""
    found = in_force(day).where(PointRule.event.is_(None), RuleVersion.gives, RuleVersion.points > 0)
    return db.session.scalars(found).all()


def claimable(day: date) -> Sequence[RuleVersion]:
    """The rules under which one can ask for points oneself."""
    return [version for version in by_hand(day) if version.claimable]


def claimed(user_id: int, rule_id: int, day: date) -> bool:
    """Whether somebody asked, or was proposed, for that day and was not declined."""
    found = (
        select(Determination.id)
        .join(RuleVersion, RuleVersion.id == Determination.version_id)
        .where(
            Determination.user_id == user_id,
            RuleVersion.rule_id == rule_id,
            Determination.occurred_on == day,
            Determination.state != DeterminationState.DECLINED,
        )
    )
    return db.session.scalar(found.limit(1)) is not None


def claimed_by(people: Collection[int], first: date, last: date) -> set[tuple[int, int, date]]:
    """The same of many people for some days: (person, rule, day)."""
    found = (
        select(Determination.user_id, RuleVersion.rule_id, Determination.occurred_on)
        .join(RuleVersion, RuleVersion.id == Determination.version_id)
        .where(
            Determination.user_id.in_(people),
            Determination.occurred_on.between(first, last),
            Determination.state != DeterminationState.DECLINED,
        )
    )
    return {(user_id, rule_id, day) for user_id, rule_id, day in db.session.execute(found)}


def claims_of(user_id: int) -> Select[Determination]:
    """What a person has asked for."""
    return determinations().where(Determination.user_id == user_id, Determination.proposed_by == user_id)


def version_on(rule: PointRule, day: date) -> RuleVersion | None:
    """The rule's version of a day; a table of findings asks it for each of its lines."""
    newest = (
        select(RuleVersion)
        .where(
            RuleVersion.rule_id == rule.id,
            RuleVersion.state == VersionState.RELEASED,
            RuleVersion.valid_from <= day,
        )
        .order_by(RuleVersion.number.desc())
    )
    version = db.session.scalar(newest.limit(1))
    over = version is None or (version.valid_until is not None and version.valid_until < day)
    return None if over else version


def get_rule(code: str) -> PointRule:
    rule = db.session.scalar(select(PointRule).where(PointRule.code == code))
    if rule is None:
        raise NotFound(_("This rule is not in the rule book."))
    return rule


def versions_of(rule: PointRule, *, drafts: bool) -> Sequence[RuleVersion]:
    """The history of a rule, newest first; the public sees what was released."""
    found = select(RuleVersion).where(RuleVersion.rule_id == rule.id)
    if not drafts:
        found = found.where(RuleVersion.state == VersionState.RELEASED)
    return db.session.scalars(found.order_by(RuleVersion.number.desc())).all()


def get_version(code: str, number: int) -> RuleVersion:
    found = select(RuleVersion).join(PointRule).where(PointRule.code == code, RuleVersion.number == number)
    version = db.session.scalar(found.options(contains_eager(RuleVersion.rule)))
    if version is None:
        raise NotFound(_("This rule is not in the rule book."))
    return version


def waiting_versions() -> Sequence[RuleVersion]:
    found = select(RuleVersion).where(RuleVersion.state == VersionState.DRAFT)
    return db.session.scalars(found.options(joinedload(RuleVersion.rule)).order_by(RuleVersion.id)).all()


def last_number(rule: PointRule) -> int:
    found = select(func.max(RuleVersion.number)).where(RuleVersion.rule_id == rule.id)
    return db.session.scalar(found) or 0


def past_awards(user_id: int, version: RuleVersion, at: datetime) -> list[Award]:
    """What a person was given under a rule as far back as its caps reach, without what was taken back.

    Where a cap is for the household, what the others were given in the time together stands there too.
    """
    if not version.caps and not version.cool_down:
        return []
    given = _given_since(version, at)
    own = db.session.execute(given.where(Entry.owner_id == user_id))
    past = [award for row in own for award in _awards(*row)]
    if any(cap.per_household for cap in version.cap_rules):
        past += [replace(award, own=False) for row in of_fellows(given, user_id) for award in _awards(*row)]
    return past


def _given_since(version: RuleVersion, at: datetime) -> Select[int, datetime, int, int | None]:
    later = aliased(Entry)
    found = (
        select(Entry.amount, Entry.at, RuleVersion.points, RuleVersion.most)
        .join(RuleVersion, RuleVersion.id == Entry.version_id)
        .outerjoin(later, later.reverses_id == Entry.id)
        .where(
            Entry.rule_id == version.rule_id,
            Entry.bucket == Bucket.SPENDABLE,
            Entry.kind == TransferKind.AWARD,
            later.id.is_(None),
        )
    )
    today = clock.local(at).date()
    spans = [cap.span for cap in version.cap_rules]
    if Span.EVER in spans:
        return found
    back = [span_start(span, today) for span in spans] + [today - timedelta(days=version.cool_down)]
    return found.where(Entry.at >= datetime.combine(min(back), time(), CITY_ZONE))


def _awards(amount: int, when: datetime, unit: int, most: int | None) -> list[Award]:
    return units(amount, unit if most is None else amount, when)


def units(amount: int, unit: int, at: datetime) -> list[Award]:
    """A line for three hours counts three times towards a cap of times."""
    whole, rest = divmod(amount, unit)
    return [Award(unit, at)] * whole + ([Award(rest, at)] if rest else [])


def determinations(state: DeterminationState | None = None) -> Select[Determination]:
    found = select(Determination).options(
        joinedload(Determination.user), joinedload(Determination.version).joinedload(RuleVersion.rule)
    )
    return found.where(Determination.state == state) if state else found


def proposed_for(viewer: Any) -> int:
    """How many proposals wait in the viewer's places that somebody else made, about somebody else."""
    found = (
        select(func.count(Determination.id))
        .join(RuleVersion, RuleVersion.id == Determination.version_id)
        .join(User, User.id == Determination.user_id)
        .join(Place, Place.id == User.place_id)
        .where(reviewed_by(viewer))
    )
    return db.session.scalar(found) or 0


def reviewed_by(viewer: Any) -> ColumnElement[bool]:
    """Proposals this viewer is the second person for: of the viewer's places, made by and about somebody else."""
    return and_(
        Determination.state == DeterminationState.PROPOSED,
        Determination.proposed_by != viewer.id,
        Determination.user_id != viewer.id,
        or_(
            (RuleVersion.reviewed_by == Hand.WORKERS) & _under(places_where(viewer, *AWARDING)),
            (RuleVersion.reviewed_by == Hand.OFFICERS) & _under(places_where(viewer, Role.POINTS_OFFICER)),
        ),
    )


def _under(paths: Iterable[str]) -> ColumnElement[bool]:
    return or_(false(), *(Place.path.startswith(path) for path in paths))


def get_determination(code: str) -> Determination:
    found = db.session.scalar(determinations().where(Determination.code == code))
    if found is None:
        raise NotFound(_("This determination was not found."))
    return found


def get_entry(entry_id: int) -> Entry:
    entry = db.session.get(Entry, entry_id)
    if entry is None:
        raise NotFound(_("This line of the ledger was not found."))
    return entry


def owner_of(entry: Entry) -> User:
    return db.session.get_one(User, entry.owner_id)
