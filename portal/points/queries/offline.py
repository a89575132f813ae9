"""Lists that were kept without a network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can
from portal.points.models import OfflineLine, OfflineList, Reward, Voucher


def vouchers_by_number(numbers: Iterable[str]) -> dict[str, Voucher]:
    found = select(Voucher).where(Voucher.number.in_(set(numbers)))
    of_reward = joinedload(Voucher.reward)
    vouchers = db.session.scalars(
        found.options(of_reward.joinedload(Reward.place), of_reward.selectinload(Reward.partners))
    )
    return {voucher.number: voucher for voucher in vouchers}


def get_list(code: str, viewer: Any) -> OfflineList:
    """For the clerk who sent it in, and for those who look on."""
    found = select(OfflineList).where(OfflineList.code == code)
    to_item = selectinload(OfflineList.lines).joinedload(OfflineLine.voucher).joinedload(Voucher.reward)
    sent = db.session.scalar(found.options(to_item))
    if sent is None or not (sent.by_id == viewer.id or can(viewer, "points.look_on", None)):
        raise NotFound(_("There is no such list."))
    return sent


def lists_sent(by_id: int | None = None) -> Sequence[OfflineList]:
    """The latest lists: of one clerk, or of all."""
    found = select(OfflineList).options(selectinload(OfflineList.lines))
    if by_id is not None:
        found = found.where(OfflineList.by_id == by_id)
    return db.session.scalars(found.order_by(OfflineList.id.desc()).limit(10)).all()
