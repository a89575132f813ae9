"""Which seasons there are, and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from portal.core import clock
from portal.core.cache import turns_at_midnight
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.points.models import Reward, Season
from portal.points.rules.seasons import Stage

ORDER = (Stage.OPEN, Stage.COMING, Stage.OVER)
REMEMBERED = timedelta(days=90)


def shown_seasons() -> Sequence[Season]:
    """What is on, what is coming and what has ended lately, if anything is or was offered in it."""
    turns_at_midnight()
    filled = select(Reward.id).where(Reward.season_id == Season.id, Reward.offered).exists()
    found = select(Season).where(filled, Season.ends_on >= clock.today() - REMEMBERED)
    today, seasons = clock.today(), db.session.scalars(found.order_by(Season.starts_on, Season.id))
    return sorted(seasons, key=lambda season: ORDER.index(season.stage(today)))


def all_seasons() -> list[tuple[Season, int]]:
    """Each with the number of its rewards, the latest first."""
    counted = select(Season, func.count(Reward.id)).outerjoin(Reward, Reward.season_id == Season.id)
    found = counted.group_by(Season.id).order_by(Season.starts_on.desc(), Season.id.desc())
    return [(season, count) for season, count in db.session.execute(found)]


def get_season(code: str) -> Season:
    season = db.session.scalar(select(Season).where(Season.code == code))
    if season is None:
        raise NotFound(_("There is no such season."))
    return season


def rewards_in(season: Season) -> Sequence[Reward]:
    return db.session.scalars(select(Reward).where(Reward.season_id == season.id).order_by(Reward.id)).all()
