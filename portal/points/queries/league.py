"""The league of alliances: who does most good together. Organisations only, what was earned only, and never a last place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import BindParameter, Select, func, literal, select
from sqlalchemy.orm import aliased

from portal.alliances.models import Alliance, Membership
from portal.alliances.states import BELONGING, PUBLIC
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.language import Bitext
from portal.points.models import Entry
from portal.points.rules import TransferKind
from portal.points.rules.league import Standing, shown
from portal.points.rules.periods import next_quarter
from portal.points.states import Bucket


@dataclass(frozen=True)
class LeaguePlace:
    """One alliance in the league of a quarter."""

    rank: int
    code: str
    name: Bitext
    earners: int
    each: int


def said(value: StrEnum) -> BindParameter[StrEnum]:
    """Written out in the question: an index of some of the lines is only taken when it can be seen that they are asked for."""
    return literal(value, literal_execute=True)


def earned_in(start: date) -> Select[int, int]:
    """Who has earned how much in a quarter, without what was taken back."""
    return earned_before(start, next_quarter(start))


def earned_before(start: date, end: date) -> Select[int, int]:
    """The same from one day to another, which is not counted."""
    first, last = (datetime.combine(day, time(), CITY_ZONE) for day in (start, end))
    back = aliased(Entry)
    return (
        select(Entry.owner_id, func.sum(Entry.amount).label("points"))
        .outerjoin(back, back.reverses_id == Entry.id)
        .where(
            Entry.bucket == said(Bucket.SPENDABLE),
            Entry.kind == said(TransferKind.AWARD),
            Entry.at >= first,
            Entry.at < last,
            back.id.is_(None),
        )
        .group_by(Entry.owner_id)
    )


def earned_by_person(user_id: int, first: date, last: date) -> int:
    """Both days count."""
    earned = earned_before(first, last + timedelta(days=1)).where(Entry.owner_id == user_id).subquery()
    return int(db.session.scalar(select(func.coalesce(func.sum(earned.c.points), 0))) or 0)


def earned_by_members(alliance_id: int, first: date, last: date) -> tuple[int, int]:
    """How many members there are, and what they have earned together. Both days count."""
    earned = earned_before(first, last + timedelta(days=1)).subquery()
    member = (
        select(Membership.user_id)
        .where(
            Membership.alliance_id == alliance_id,
            Membership.state.in_(BELONGING),
            Membership.ended_on.is_(None),
        )
        .distinct()
        .subquery()
    )
    found = select(func.count(member.c.user_id), func.coalesce(func.sum(earned.c.points), 0)).outerjoin_from(
        member, earned, earned.c.owner_id == member.c.user_id
    )
    members, points = db.session.execute(found).one()
    return members, int(points)


def league(start: date) -> list[LeaguePlace]:
    """The first places of a quarter, by what each member has earned on the average."""
    earned = earned_in(start).subquery()
    member = (
        select(Membership.alliance_id, Membership.user_id)
        .where(Membership.state.in_(BELONGING), Membership.ended_on.is_(None))
        .distinct()
        .subquery()
    )
    found = (
        select(
            Alliance.code,
            Alliance.name,
            func.count(member.c.user_id),
            func.count(earned.c.owner_id),
            func.coalesce(func.sum(earned.c.points), 0),
        )
        .join(member, member.c.alliance_id == Alliance.id)
        .outerjoin(earned, earned.c.owner_id == member.c.user_id)
        .where(Alliance.state.in_(PUBLIC))
        .group_by(Alliance.id, Alliance.code, Alliance.name)
    )
    names: dict[str, Bitext] = {}
    standings = []
    for code, name, members, earners, points in db.session.execute(found):
        names[code] = name
        standings.append(Standing(code=code, members=members, earners=earners, points=points))
    return [
        LeaguePlace(rank, one.code, names[one.code], one.earners, one.each) for rank, one in shown(standings)
    ]
