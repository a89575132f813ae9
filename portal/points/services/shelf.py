"""Keeping the shelf and its partners: rewards, stock with reasons, shops and their clerks."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from portal.accounts import sessions
from portal.accounts.models import Grant, Role, User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.files import services as files
from portal.files.models import FileKind, StoredFile
from portal.places.models import Place
from portal.points.models import Partner, Reward, Season, StockChange
from portal.points.permissions import CLERK_OF
from portal.points.queries import partners as partner_queries
from portal.points.services import ledger, wishes
from portal.points.states import StockKind


@guarded("points.keep_rewards")
def add_reward(
    place: Place,
    *,
    code: str,
    stock: int | None,
    partners: Sequence[Partner],
    columns: dict[str, Any],
    actor: User,
) -> Reward:
    """Put something new on the shelf; `stock` None is no limit."""
    if db.session.scalar(select(Reward.id).where(Reward.code == code)) is not None:
        raise Refused(_("The number %(code)s is taken by another reward.", code=code))
    columns = _of_season(columns)
    _check_days(columns)
    reward = Reward(code=code, place=place, stock=stock, partners=list(partners), **columns)
    db.session.add(reward)
    db.session.flush()  # the stock and the catalogue name it
    if stock:
        first = _("First stock")
        db.session.add(
            StockChange(
                reward_id=reward.id, kind=StockKind.DELIVERY, change=stock, reason=first, by_id=actor.id
            )
        )
    announce(CardChanged(kind="reward", object_id=reward.id))
    return reward


@guarded("points.keep_rewards")
def change_reward(
    reward: Reward, *, partners: Sequence[Partner], columns: dict[str, Any], actor: User
) -> None:
    """Vouchers that are out keep their points and their day."""
    columns = _of_season(columns)
    _check_days(columns)
    for column, value in columns.items():
        setattr(reward, column, value)
    reward.partners = list(partners)
    db.session.flush()  # the catalogue reads the row
    announce(CardChanged(kind="reward", object_id=reward.id))


def _of_season(columns: dict[str, Any]) -> dict[str, Any]:
    """What belongs to a season has its days."""
    season: Season | None = columns.get("season")
    return columns if season is None else columns | {"starts_on": season.starts_on, "ends_on": season.ends_on}


def _check_days(columns: dict[str, Any]) -> None:
    if columns.get("ends_on") and columns["ends_on"] < columns["starts_on"]:
        raise Refused(_("The last day lies before the first."))


@guarded("points.keep_rewards")
def set_picture(reward: Reward, *, picture: StoredFile, actor: User) -> None:
    if picture.kind is not FileKind.IMAGE:
        raise Refused(_("Please choose a picture."))
    files.attach([picture], reward, public=True)
    reward.picture = picture


@guarded("points.keep_rewards")
def deliver(reward: Reward, *, count: int, paper: str, reason: str = "", actor: User) -> StockChange:
    """Goods have arrived, with the number of their delivery note."""
    if count <= 0:
        raise Refused(_("A delivery brings at least one piece. What is missing is a correction."))
    if not paper.strip():
        raise Refused(_("Please give the number of the delivery note."))
    return _changed(reward, StockKind.DELIVERY, count, paper, reason, actor)


@guarded("points.keep_rewards")
def correct_stock(reward: Reward, *, change: int, reason: str, actor: User) -> StockChange:
    """Goods that break, are missing or were miscounted. Never below what is left."""
    if change == 0:
        raise Refused(_("Nothing would change. Please give a number other than zero."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    return _changed(reward, StockKind.CORRECTION, change, "", reason, actor)


def _changed(
    reward: Reward, kind: StockKind, change: int, paper: str, reason: str, actor: User
) -> StockChange:
    one = update(Reward).where(Reward.id == reward.id, Reward.stock + change >= 0)
    if ledger.changed(one.values(stock=Reward.stock + change)) != 1:
        raise Refused(_("There are not so many left, or this reward has no stock to count."))
    db.session.refresh(reward, ["stock"])
    done = StockChange(
        reward_id=reward.id, kind=kind, change=change, paper=paper, reason=reason, by_id=actor.id
    )
    db.session.add(done)
    db.session.flush()  # the audit line names it
    if reward.stock == change:
        wishes.back_on_shelf(reward)
    else:
        announce(CardChanged(kind="reward", object_id=reward.id))
    return done


@guarded("points.keep_partners")
def add_partner(place: Place, *, columns: dict[str, Any], actor: User) -> Partner:
    """A shop that hands out rewards from now on."""
    partner = Partner(code=secrets.token_hex(4), place=place, **columns)
    db.session.add(partner)
    db.session.flush()  # its clerks name it
    return partner


@guarded("points.keep_partners")
def change_partner(partner: Partner, *, columns: dict[str, Any], actor: User) -> None:
    for column, value in columns.items():
        setattr(partner, column, value)


@guarded("points.keep_partners")
def add_clerk(partner: Partner, *, person: User, actor: User) -> Grant:
    """The person may redeem vouchers for this shop, and nothing else."""
    if not person.is_active:
        raise Refused(_("This account is closed; it cannot hold a role."))
    if any(user.id == person.id for _grant, user in partner_queries.clerks_of(partner)):
        raise Refused(_("This person is a clerk of the shop already."))
    grant = Grant(
        user_id=person.id,
        role=Role.PARTNER_CLERK,
        place_id=partner.place_id,
        body_kind=CLERK_OF,
        body_id=partner.id,
        starts_on=clock.today(),
        given_by=actor.id,
        reason=_("Clerk of the partner shop"),
    )
    db.session.add(grant)
    person.__dict__.pop("_roles", None)
    db.session.flush()  # the audit line names the grant
    return grant


@guarded("points.keep_partners")
def end_clerk(partner: Partner, *, grant: Grant, actor: User) -> None:
    """The role is lost at once, on every device."""
    if (grant.body_kind, grant.body_id) != (CLERK_OF, partner.id) or grant.ended_at is not None:
        raise Refused(_("This person is not a clerk of the shop."))
    grant.ended_at, grant.ended_by = clock.now(), actor.id
    db.session.get_one(User, grant.user_id).__dict__.pop("_roles", None)
    sessions.end_all(grant.user_id)
