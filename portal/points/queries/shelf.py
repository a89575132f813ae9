"""The shelf, vouchers, and whether what was issued is all accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.cache import turns_at_midnight
from portal.core.cards import Card
from portal.core.clock import CITY_ZONE
from portal.core.db import columns, db, restored
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.permissions import can
from portal.core.prepared import Prepared
from portal.points.models import Partner, Reward, Season, StockChange, Voucher
from portal.points.rules import Span, normal_voucher_code, span_start
from portal.points.states import RewardKind, StockKind
from portal.points.states.vouchers import VoucherState

GIVEN = (VoucherState.REDEEMED, VoucherState.SETTLED, VoucherState.DISPUTED)
COUNTED = (VoucherState.RESERVED, *GIVEN)


BY_CODE = Prepared(select(*columns(Reward)).where(Reward.__table__.c.code == bindparam("code", type_=String)))
"""Whoever reserves holds others up while this is read, so it is compiled once."""


def on_shelf() -> ColumnElement[bool]:
    today = clock.today()
    turns_at_midnight()
    return and_(
        Reward.offered, Reward.starts_on <= today, or_(Reward.ends_on.is_(None), Reward.ends_on >= today)
    )


def catalogue(
    *,
    kind: RewardKind | None = None,
    affordable: int | None = None,
    in_stock: bool = False,
    season: Season | None = None,
) -> Sequence[Reward]:
    """What stands on the shelf, or all of one season, coming and past; sold out things stand last and say so."""
    offered = on_shelf() if season is None else and_(Reward.offered, Reward.season_id == season.id)
    found = select(Reward).where(offered).options(joinedload(Reward.picture), joinedload(Reward.season))
    if kind is not None:
        found = found.where(Reward.kind == kind)
    if affordable is not None:
        found = found.where(Reward.points <= affordable)
    if in_stock:
        found = found.where(or_(Reward.stock.is_(None), Reward.stock > 0))
    empty = case((Reward.stock == 0, 1), else_=0)
    return db.session.scalars(found.order_by(empty, Reward.points, Reward.code)).all()


def newest(count: int) -> Sequence[Reward]:
    left = or_(Reward.stock.is_(None), Reward.stock > 0)
    found = select(Reward).where(on_shelf(), left).options(joinedload(Reward.season))
    return db.session.scalars(found.order_by(Reward.made_at.desc(), Reward.id.desc()).limit(count)).all()


def get_reward(code: str, viewer: Any) -> Reward:
    """On the shelf for everybody, in a season before and after it too; taken off it for those who keep it."""
    found = BY_CODE.row(db.session.connection(), code=code)
    reward = restored(Reward, found) if found else None
    if reward is None or not (_is_shown(reward) or can(viewer, "points.keep_rewards", reward)):
        raise NotFound(_("This reward is not on the shelf."))
    return reward


def _is_shown(reward: Reward) -> bool:
    return reward.on_offer(clock.today()) or (reward.offered and reward.season_id is not None)


def rewards_kept(viewer: Any) -> list[Reward]:
    """All rewards the viewer keeps, on the shelf or not."""
    found = select(Reward).options(joinedload(Reward.place), selectinload(Reward.partners))
    rewards = db.session.scalars(found.order_by(Reward.code)).all()
    return [reward for reward in rewards if can(viewer, "points.keep_rewards", reward)]


def taken(user_id: int, reward: Reward) -> int:
    """How many of it a person has taken in the present span of its limit."""
    first = span_start(reward.limit_span, clock.today())
    found = select(func.count(Voucher.id)).where(
        Voucher.user_id == user_id, Voucher.reward_id == reward.id, Voucher.state.in_(COUNTED)
    )
    if reward.limit_span is not Span.EVER:
        found = found.where(Voucher.reserved_at >= datetime.combine(first, time(), CITY_ZONE))
    return db.session.scalar(found) or 0


def above_limit(reward: Reward, user_id: int, one_more: int = 0) -> bool:
    """Whether a person has more of it than its limit allows, or would have with one more."""
    return reward.limit_times is not None and taken(user_id, reward) + one_more > reward.limit_times


def stock_changes(reward: Reward) -> Sequence[StockChange]:
    found = select(StockChange).where(StockChange.reward_id == reward.id)
    return db.session.scalars(found.order_by(StockChange.id.desc()).limit(50)).all()


def _vouchers() -> Select[Voucher]:
    return select(Voucher).options(joinedload(Voucher.reward))


def vouchers_of(user_id: int) -> Select[Voucher]:
    return _vouchers().where(Voucher.user_id == user_id)


def waiting_vouchers(user_id: int) -> Sequence[Voucher]:
    """Ready to be redeemed now."""
    ready = vouchers_of(user_id).where(
        Voucher.state == VoucherState.RESERVED, Voucher.expires_at > clock.now()
    )
    return db.session.scalars(ready.order_by(Voucher.expires_at).limit(20)).all()


def get_voucher(code: str) -> Voucher:
    """By its address, for whoever holds the QR code; what is shown of it depends on who looks."""
    found = _vouchers().where(Voucher.code == code)
    voucher = db.session.scalar(
        found.options(
            joinedload(Voucher.user),
            joinedload(Voucher.partner),
            joinedload(Voucher.reward).joinedload(Reward.place),
            joinedload(Voucher.reward).selectinload(Reward.partners),
        )
    )
    if voucher is None:
        raise NotFound(_("There is no such voucher."))
    return voucher


def own_voucher(code: str, viewer: Any) -> Voucher:
    voucher = get_voucher(code)
    if voucher.user_id != getattr(viewer, "id", None) and not can(viewer, "points.judge", voucher):
        raise NotFound(_("There is no such voucher."))
    return voucher


def own_or_helped(code: str, viewer: Any) -> Voucher:
    """For its holder, for who collects it in their name, and for who decides about an objection."""
    voucher = get_voucher(code)
    if voucher.helper_id == viewer.id:
        return voucher
    return own_voucher(code, viewer)


def code_of_number(typed: str) -> str | None:
    """The address of the voucher with the eight digits somebody typed; None for anything else."""
    number = normal_voucher_code(typed)
    if number is None:
        return None
    return db.session.scalar(select(Voucher.code).where(Voucher.number == number))


def disputed() -> Sequence[Voucher]:
    found = _vouchers().where(Voucher.state == VoucherState.DISPUTED)
    return db.session.scalars(found.options(joinedload(Voucher.reward).joinedload(Reward.place))).all()


def handed_out_by(user_id: int) -> Sequence[Voucher]:
    """What a clerk has redeemed lately, for the counter page."""
    since = clock.now() - timedelta(hours=18)
    found = _vouchers().where(Voucher.redeemed_by == user_id, Voucher.redeemed_at > since)
    return db.session.scalars(found.order_by(Voucher.redeemed_at.desc()).limit(10)).all()


@dataclass(frozen=True)
class Account:
    """Where every piece of one reward is. `left` None: there is no stock to count."""

    reward: Reward
    delivered: int
    corrected: int
    reserved: int
    redeemed: int

    @property
    def issued(self) -> int:
        return self.delivered + self.corrected

    @property
    def difference(self) -> int:
        """What is missing (or too much): 0 when issued = redeemed + reserved + left."""
        if self.reward.stock is None:
            return 0
        return self.issued - self.redeemed - self.reserved - self.reward.stock


def reconciliation() -> list[Account]:
    """Issued = redeemed + reserved + left, reward by reward, in three queries."""
    sums = select(StockChange.reward_id, StockChange.kind, func.sum(StockChange.change)).group_by(
        StockChange.reward_id, StockChange.kind
    )
    changed = {(reward, kind): change for reward, kind, change in db.session.execute(sums)}
    counts = select(Voucher.reward_id, Voucher.state, func.count(Voucher.id)).group_by(
        Voucher.reward_id, Voucher.state
    )
    by_state = {(reward, state): n for reward, state, n in db.session.execute(counts)}
    rewards = db.session.scalars(select(Reward).where(true()).order_by(Reward.code))
    return [
        Account(
            reward,
            changed.get((reward.id, StockKind.DELIVERY), 0),
            changed.get((reward.id, StockKind.CORRECTION), 0),
            by_state.get((reward.id, VoucherState.RESERVED), 0),
            sum(by_state.get((reward.id, state), 0) for state in GIVEN),
        )
        for reward in rewards
    ]


def card(reward_id: int) -> Card | None:
    reward = db.session.get(Reward, reward_id)
    if reward is None or not reward.offered:
        return None
    day = reward.ends_on
    gone = datetime.combine(day + timedelta(days=1), time(), CITY_ZONE) if day else None
    return Card(
        kind="reward",
        object_id=reward.id,
        title=reward.name,
        path=f"/points/rewards/{reward.code}",
        at=reward.made_at,
        state="sold_out" if reward.sold_out else "offered",
        place_id=reward.place_id,
        place_path=reward.place.path,
        summary=reward.pickup,
        body=Bitext.of(reward.text.source),
        opens_at=datetime.combine(reward.starts_on, time(), CITY_ZONE),
        gone_at=gone,
        figures={"points": reward.points},
    )


def all_ids() -> list[int]:
    return list(db.session.scalars(select(Reward.id)))


def all_partners() -> Sequence[Partner]:
    return db.session.scalars(select(Partner).options(joinedload(Partner.place)).order_by(Partner.id)).all()
