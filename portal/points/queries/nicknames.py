"""Nicknames: one's own, those to look at, and those that may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.accounts.models import Standing, User
from portal.accounts.queries import places_where
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.places.models import Place
from portal.points.models import Entry, Nickname
from portal.points.permissions import AWARDING
from portal.points.rules import TransferKind
from portal.points.rules.periods import next_quarter
from portal.points.states import Bucket

MOST = 100  # of those who are thanked in a quarter


def of(user_id: int) -> Nickname | None:
    return db.session.scalar(select(Nickname).where(Nickname.user_id == user_id))


def taken(folded: str, but_for: int) -> bool:
    """Whether somebody else has this nickname, or anybody this name."""
    nicknames = select(Nickname.id).where(Nickname.folded == folded, Nickname.user_id != but_for)
    names = select(User.id).where(or_(User.name_folded == folded, User.username_folded == folded))
    return bool(db.session.scalar(select(or_(nicknames.exists(), names.exists()))))


def may_be_shown() -> ColumnElement[bool]:
    """The one place that knows whose nickname the city may read: accepted, of an adult who is still here."""
    owners = select(User.id).where(User.standing == Standing.ACTIVE, User.is_minor.is_(False))
    return and_(Nickname.accepted_at.is_not(None), Nickname.user_id.in_(owners))


def looked_at(viewer: Any) -> Select[Nickname]:
    """Nicknames of people of the viewer's places, never the viewer's own."""
    here = [Place.path.startswith(path) for path in places_where(viewer, *AWARDING)]
    return (
        select(Nickname)
        .join(User, User.id == Nickname.user_id)
        .join(Place, Place.id == User.place_id)
        .where(or_(false(), *here), Nickname.user_id != getattr(viewer, "id", None))
        .options(joinedload(Nickname.user))
    )


def waiting(viewer: Any) -> int:
    found = looked_at(viewer).where(Nickname.accepted_at.is_(None)).with_only_columns(func.count(Nickname.id))
    return db.session.scalar(found) or 0


def get_nickname(code: str, viewer: Any) -> Nickname:
    found = db.session.scalar(looked_at(viewer).where(Nickname.code == code))
    if found is None:
        raise NotFound(_("This nickname was not found."))
    return found


@dataclass(frozen=True)
class Thanked:
    """Somebody who agreed to be named, and how often they earned points."""

    nickname: Bitext
    times: int


def thanked(start: date) -> list[Thanked]:
    """Who earned points in a quarter and agreed to be named, in the order of names; never in that of points."""
    first, last = (datetime.combine(day, time(), CITY_ZONE) for day in (start, next_quarter(start)))
    back = aliased(Entry)
    found = (
        select(Nickname.nickname, func.count(Entry.id))
        .join(Entry, Entry.owner_id == Nickname.user_id)
        .outerjoin(back, back.reverses_id == Entry.id)
        .where(
            may_be_shown(),
            Entry.bucket == Bucket.SPENDABLE,
            Entry.kind == TransferKind.AWARD,
            Entry.at >= first,
            Entry.at < last,
            back.id.is_(None),
        )
        .group_by(Nickname.id)
        .order_by(Nickname.folded)
    )
    return [Thanked(nickname, times) for nickname, times in db.session.execute(found.limit(MOST))]
