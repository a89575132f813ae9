"""Keeping the seasons of the shelf."""

from __future__ import annotations

import secrets
from datetime import date

from portal.accounts.models import User
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.places.models import Place
from portal.points.models import Season
from portal.points.queries.seasons import rewards_in


@guarded("points.keep_rewards")
def open_season(place: Place, *, name: str, starts_on: date, ends_on: date, actor: User) -> Season:
    """A season, still without rewards: each reward says which one it belongs to."""
    _check(starts_on, ends_on)
    season = Season(
        code=secrets.token_hex(4),
        name=name,  # a str becomes a Bitext
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    db.session.add(season)
    db.session.flush()  # the audit line names it
    return season


@guarded("points.keep_rewards")
def change_season(season: Season, *, name: str, starts_on: date, ends_on: date, actor: User) -> None:
    """Its rewards move with it. Vouchers that are out keep their day."""
    _check(starts_on, ends_on)
    season.name = name  # type: ignore[assignment]  # a str becomes a Bitext
    season.starts_on, season.ends_on = starts_on, ends_on
    rewards = rewards_in(season)
    for reward in rewards:
        reward.starts_on, reward.ends_on = starts_on, ends_on
    db.session.flush()  # the catalogue reads the rows
    for reward in rewards:
        announce(CardChanged(kind="reward", object_id=reward.id))


def _check(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Refused(_("The last day lies before the first."))
