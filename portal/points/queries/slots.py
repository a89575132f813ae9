"""Which times are free, and who has missed theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.points.models import Reward, Slot, Voucher
from portal.points.rules.appointments import MISSES, WITHIN, barred_until
from portal.points.states.vouchers import VoucherState

SHOWN = 60


def free_slots(reward: Reward) -> Sequence[Slot]:
    """Those that have not begun and are not full."""
    found = _coming(reward).where(Slot.taken < Slot.capacity)
    return db.session.scalars(found.order_by(Slot.starts_at).limit(SHOWN)).all()


def coming_slots(reward: Reward) -> Sequence[Slot]:
    """All that are still to come, full or not."""
    return db.session.scalars(_coming(reward).order_by(Slot.starts_at).limit(SHOWN)).all()


def _coming(reward: Reward) -> Select[Slot]:
    return select(Slot).where(
        Slot.reward_id == reward.id, Slot.starts_at > clock.now(), Slot.closed_at.is_(None)
    )


def find_slot(reward: Reward, code: str) -> Slot | None:
    return db.session.scalar(select(Slot).where(Slot.reward_id == reward.id, Slot.code == code[:24]))


def get_slot(reward: Reward, code: str) -> Slot:
    slot = find_slot(reward, code)
    if slot is None:
        raise NotFound(_("There is no such time."))
    return slot


def slot_of(voucher: Voucher) -> Slot | None:
    return db.session.get(Slot, voucher.slot_id) if voucher.slot_id else None


def waiting_vouchers(slot: Slot) -> Sequence[Voucher]:
    """Whoever has taken this time, in the order in which vouchers are locked."""
    found = select(Voucher).where(Voucher.slot_id == slot.id, Voucher.state == VoucherState.RESERVED)
    return db.session.scalars(found.order_by(Voucher.id)).all()


def closed_until(user_id: int) -> datetime | None:
    """Until when somebody who has missed appointments gets no new one."""
    missed = select(Voucher.expires_at).where(
        Voucher.user_id == user_id,
        Voucher.state == VoucherState.MISSED,
        Voucher.expires_at > clock.now() - WITHIN,
    )
    times = db.session.scalars(missed.order_by(Voucher.expires_at.desc()).limit(MISSES)).all()
    return barred_until(times, clock.now())


def missed(reward: Reward) -> int:
    found = select(func.count(Voucher.id)).where(
        Voucher.reward_id == reward.id, Voucher.state == VoucherState.MISSED
    )
    return db.session.scalar(found) or 0
