"""How many of a reward the household of a person has had, and what its members were given under a rule."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, literal, or_, select, union
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.i18n import _
from portal.points.models import Entry, HouseholdMember, Reward, Voucher
from portal.points.queries.shelf import COUNTED
from portal.points.rules import Span, span_start
from portal.points.rules.households import Stay, Taken, reaches_both, taken_in_all
from portal.points.states import SPAN_LABELS


def taken_by_household(user_id: int, reward: Reward) -> int:
    """In the present span of the household's limit, by all who count; without a household by the person alone.

    One question, for it is asked while others wait for the books.
    """
    mine, theirs = aliased(HouseholdMember), aliased(HouseholdMember)
    fellows = select(theirs.user_id).join(mine, mine.household_id == theirs.household_id)
    people = union(select(literal(user_id)), fellows.where(mine.user_id == user_id)).subquery()
    found = (
        select(
            Voucher.id,
            Voucher.user_id,
            Voucher.reserved_at,
            mine.joined_at,
            mine.left_at,
            theirs.joined_at,
            theirs.left_at,
        )
        .outerjoin(theirs, theirs.user_id == Voucher.user_id)
        .outerjoin(mine, (mine.household_id == theirs.household_id) & (mine.user_id == user_id))
        .where(
            Voucher.user_id.in_(select(people.c[0])),
            Voucher.reward_id == reward.id,
            Voucher.state.in_(COUNTED),
            or_(Voucher.user_id == user_id, mine.id.is_not(None)),
        )
    )
    if reward.household_span is not Span.EVER:
        first = span_start(reward.household_span, clock.today())
        found = found.where(Voucher.reserved_at >= datetime.combine(first, time(), CITY_ZONE))
    return taken_in_all(
        Taken(voucher, at)
        if owner == user_id
        else Taken(voucher, at, Stay(came, went), Stay(they_came, they_went))
        for voucher, owner, at, came, went, they_came, they_went in db.session.execute(found)
    )


def above_household_limit(reward: Reward, user_id: int, one_more: int = 0) -> str | None:
    """Why the household cannot have it, or another one, as a sentence. No limit, no question."""
    if reward.household_times is None:
        return None
    if taken_by_household(user_id, reward) + one_more <= reward.household_times:
        return None
    return _(
        "The limit is %(times)s for each household (%(span)s), and your household has reached it.",
        times=reward.household_times,
        span=SPAN_LABELS[reward.household_span],
    )


def of_fellows(given: Select[int, datetime, int, int | None], user_id: int) -> list[Any]:
    """Of lines of the ledger those that the others of somebody's household were given in the time that counts."""
    mine, theirs = aliased(HouseholdMember), aliased(HouseholdMember)
    found = (
        given.add_columns(
            Entry.id,
            Entry.at.label("given_at"),
            mine.joined_at,
            mine.left_at,
            theirs.joined_at,
            theirs.left_at,
        )
        .join(theirs, theirs.user_id == Entry.owner_id)
        .join(mine, (mine.household_id == theirs.household_id) & (mine.user_id == user_id))
        .where(Entry.owner_id != user_id)
    )
    rows = {
        entry: row
        for *row, entry, at, came, went, they_came, they_went in db.session.execute(found)
        if reaches_both(Stay(came, went), Stay(they_came, they_went), at)
    }
    return list(rows.values())
