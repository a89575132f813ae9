"""Which years of which households wait to be closed, and whose scores begin anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from portal.core.db import db
from portal.points.models import BookAccount, Entry, Household, HouseholdMember, HouseholdYear
from portal.points.queries.household_sums import CHANGE, bounds
from portal.points.rules import AccountKind, TransferKind
from portal.points.states import Bucket
from portal.points.states.households import HouseholdState


def unclosed(year: int, most: int) -> Sequence[Household]:
    """Confirmed before that year was over, and not closed for it."""
    done = select(HouseholdYear.household_id).where(HouseholdYear.year == year)
    found = select(Household).where(
        Household.state == HouseholdState.CONFIRMED,
        Household.confirmed_at < bounds(year)[1],
        Household.id.not_in(done),
    )
    return db.session.scalars(found.order_by(Household.id).limit(most)).all()


def last_closed(household_id: int) -> int | None:
    found = select(func.max(HouseholdYear.year)).where(HouseholdYear.household_id == household_id)
    return db.session.scalar(found)


def members_at_the_end(household_id: int, year: int) -> int:
    """How many belonged to it when the year was over."""
    last = bounds(year)[1]
    found = select(func.count(HouseholdMember.id)).where(
        HouseholdMember.household_id == household_id,
        HouseholdMember.joined_at < last,
        or_(HouseholdMember.left_at.is_(None), HouseholdMember.left_at >= last),
    )
    return db.session.scalar(found) or 0


def holders(after: int, most: int) -> list[int]:
    """The next people with a residents' score, in the order of their numbers."""
    found = (
        select(BookAccount.owner_id)
        .where(
            BookAccount.bucket == Bucket.HOUSEHOLD_SCORE,
            BookAccount.kind == AccountKind.HOLDER,
            BookAccount.owner_id > after,
            BookAccount.balance > 0,
        )
        .order_by(BookAccount.owner_id)
    )
    return [owner for owner in db.session.scalars(found.limit(most)) if owner is not None]


def earned_before(moment: datetime, owners: Sequence[int]) -> list[tuple[int, int]]:
    """What of their scores is older than a moment. (person, points), only above zero."""
    since = (
        select(Entry.owner_id, func.sum(CHANGE).label("points"))
        .join(BookAccount, BookAccount.id == Entry.target_id)
        .where(
            Entry.owner_id.in_(owners),
            Entry.bucket == Bucket.HOUSEHOLD_SCORE,
            Entry.kind != TransferKind.RESET,
            Entry.at >= moment,
        )
        .group_by(Entry.owner_id)
        .subquery()
    )
    found = (
        select(BookAccount.owner_id, BookAccount.balance, func.coalesce(since.c.points, 0))
        .outerjoin(since, since.c.owner_id == BookAccount.owner_id)
        .where(
            BookAccount.owner_id.in_(owners),
            BookAccount.bucket == Bucket.HOUSEHOLD_SCORE,
            BookAccount.kind == AccountKind.HOLDER,
        )
        .order_by(BookAccount.owner_id)
    )
    rests = [
        (owner, min(balance, balance - points))
        for owner, balance, points in db.session.execute(found)
        if owner is not None
    ]
    return [(owner, rest) for owner, rest in rests if rest > 0]


def is_reset(entry: Entry) -> bool:
    """Whether a residents' score began anew after this line."""
    found = select(Entry.id).where(
        Entry.owner_id == entry.owner_id,
        Entry.bucket == Bucket.HOUSEHOLD_SCORE,
        Entry.kind == TransferKind.RESET,
        Entry.id > entry.id,
    )
    return db.session.scalar(found.limit(1)) is not None


def closed_with(entry: Entry, year: int) -> HouseholdYear | None:
    """The closed year of the household its owner belonged to when the line was written."""
    found = (
        select(HouseholdYear)
        .join(HouseholdMember, HouseholdMember.household_id == HouseholdYear.household_id)
        .where(
            HouseholdYear.year == year,
            HouseholdMember.user_id == entry.owner_id,
            HouseholdMember.joined_at <= entry.at,
            or_(HouseholdMember.left_at.is_(None), HouseholdMember.left_at > entry.at),
        )
    )
    return db.session.scalar(found)
