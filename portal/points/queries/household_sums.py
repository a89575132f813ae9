"""What the members of a household have earned and have, added up. Only sums leave here, and lines of those who share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.points.models import (
    BookAccount,
    Entry,
    Household,
    HouseholdMember,
    HouseholdYear,
    PointRule,
    RuleVersion,
)
from portal.points.rules import AccountKind, TransferKind
from portal.points.rules.households import Earned, of_year
from portal.points.states import Bucket

CHANGE = case((BookAccount.kind == AccountKind.HOLDER, Entry.amount), else_=-Entry.amount)
"""Of a line whose target is joined: what it did to the score of its owner."""


def _lines(household_id: int, year: int, *columns: Any) -> Select[Any]:
    """What the scores of the members gained and lost in a year, each in the time of membership.

    What is taken back counts where it was given, and once the year is over no more: it stays as it was closed.
    """
    first, last = bounds(year)
    old = aliased(Entry)
    given = func.coalesce(old.at, Entry.at)
    left_later = or_(HouseholdMember.left_at.is_(None), given < HouseholdMember.left_at)
    return (
        select(*columns)
        .select_from(Entry)
        .outerjoin(old, old.id == Entry.reverses_id)
        .join(HouseholdMember, HouseholdMember.user_id == Entry.owner_id)
        .join(BookAccount, BookAccount.id == Entry.target_id)
        .where(
            HouseholdMember.household_id == household_id,
            Entry.bucket == Bucket.HOUSEHOLD_SCORE,
            Entry.kind.in_((TransferKind.AWARD, TransferKind.DEDUCT, TransferKind.REVERSE)),
            given >= first,
            Entry.at < last,
            given >= HouseholdMember.joined_at,
            left_later,
        )
    )


def bounds(year: int) -> tuple[datetime, datetime]:
    """Its first moment, and the first of the next one."""
    first, last = (datetime.combine(date(y, 1, 1), time(), CITY_ZONE) for y in (year, year + 1))
    return first, last


def earned_by(household_id: int, year: int) -> dict[int, int]:
    """The score of each who belonged to it, by the person."""
    found = _lines(household_id, year, Entry.owner_id, func.sum(CHANGE)).group_by(Entry.owner_id)
    return {owner: points for owner, points in db.session.execute(found)}


def earned(household_id: int, year: int) -> list[Earned]:
    """Every line of a year, in order."""
    found = _lines(household_id, year, Entry.id, Entry.owner_id, Entry.at, CHANGE).order_by(Entry.id)
    return [Earned(*row) for row in db.session.execute(found)]


@dataclass(frozen=True)
class SharedLine:
    """One line of somebody who lets the others see it, or of the reader."""

    name: Bitext
    at: datetime
    rule_code: str | None
    title: Bitext | None
    change: int


def shared_lines(household: Household, year: int, viewer_id: int) -> list[SharedLine]:
    """One's own, and of those members who have agreed to it; the newest first."""
    sharing = db.session.scalars(
        select(HouseholdMember.user_id).where(
            HouseholdMember.household_id == household.id,
            HouseholdMember.left_at.is_(None),
            or_(HouseholdMember.shares, HouseholdMember.user_id == viewer_id),
        )
    ).all()
    found = (
        _lines(household.id, year, User.name, Entry.at, PointRule.code, RuleVersion.title, CHANGE)
        .join(User, User.id == Entry.owner_id)
        .outerjoin(RuleVersion, RuleVersion.id == Entry.version_id)
        .outerjoin(PointRule, PointRule.id == Entry.rule_id)
        .where(Entry.owner_id.in_(sharing))
        .order_by(Entry.id.desc())
    )
    return [SharedLine(*row) for row in db.session.execute(found)]


def to_spend(people: Sequence[int]) -> int:
    """What these people can spend, together. Each can spend only their own."""
    found = select(func.coalesce(func.sum(BookAccount.balance), 0)).where(
        BookAccount.owner_id.in_(people),
        BookAccount.bucket == Bucket.SPENDABLE,
        BookAccount.kind == AccountKind.HOLDER,
    )
    return int(db.session.scalar(found) or 0)


def score_of_year(household_id: int, year: int) -> int:
    """Never below zero, whatever was taken back."""
    return of_year(earned_by(household_id, year).values())


def closed_years(household_id: int) -> Sequence[HouseholdYear]:
    found = select(HouseholdYear).where(HouseholdYear.household_id == household_id)
    return db.session.scalars(found.order_by(HouseholdYear.year.desc())).all()


def get_household_year(code: str, household: Household) -> HouseholdYear:
    """The certificate of a closed year, for the members."""
    found = select(HouseholdYear).where(
        HouseholdYear.code == code, HouseholdYear.household_id == household.id
    )
    year = db.session.scalar(found)
    if year is None:
        raise NotFound(_("This certificate was not found."))
    return year
