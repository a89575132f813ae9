"""Which years of which shops are open, and which are over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.clock import CITY_ZONE
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.points.models import Entry, HouseholdYear, YearClose
from portal.points.rules import TransferKind
from portal.points.states import Bucket


def begun(user_id: int) -> int | None:
    """The year a shop's score was last opened in."""
    at = db.session.scalar(
        select(func.max(Entry.at)).where(
            Entry.owner_id == user_id,
            Entry.bucket == Bucket.MERCHANT_SCORE,
            Entry.kind == TransferKind.OPEN,
        )
    )
    return clock.local(at).year if at else None


def overdue(most: int) -> list[int]:
    """Shops whose score was opened in an earlier year and not since."""
    new_year = datetime.combine(clock.today().replace(month=1, day=1), time(), CITY_ZONE)
    found = (
        select(Entry.owner_id)
        .where(Entry.bucket == Bucket.MERCHANT_SCORE, Entry.kind == TransferKind.OPEN)
        .group_by(Entry.owner_id)
        .having(func.max(Entry.at) < new_year)
        .order_by(Entry.owner_id)
    )
    return list(db.session.scalars(found.limit(most)))


def closed(user_id: int, year: int) -> YearClose | None:
    return db.session.scalar(select(YearClose).where(YearClose.user_id == user_id, YearClose.year == year))


def years_of(user_id: int) -> Sequence[YearClose]:
    found = select(YearClose).where(YearClose.user_id == user_id)
    return db.session.scalars(found.order_by(YearClose.year.desc())).all()


def get_year(code: str, viewer: Any) -> YearClose:
    """A certificate is shown to nobody but its holder."""
    found = select(YearClose).where(YearClose.code == code, YearClose.user_id == getattr(viewer, "id", None))
    year = db.session.scalar(found)
    if year is None:
        raise NotFound(_("This certificate was not found."))
    return year


def proven(proof: str) -> YearClose | HouseholdYear | None:
    """The certificate whose paper bears this address. Whoever has the paper may see it; nobody lists them."""
    shop = select(YearClose).where(YearClose.proof == proof).options(joinedload(YearClose.user))
    home = select(HouseholdYear).where(HouseholdYear.proof == proof)
    return db.session.scalar(shop) or db.session.scalar(home.options(joinedload(HouseholdYear.household)))
