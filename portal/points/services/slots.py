"""Appointments: times are opened, taken, given back, remembered the day before."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Integer, Table, bindparam, select, update

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.prepared import Prepared
from portal.core.services import guarded
from portal.points.models import Reward, Slot, Voucher
from portal.points.queries import slots as queries
from portal.points.rules import TransferKind
from portal.points.services import ledger
from portal.points.services.vouchers import ends, post, put_back, tell
from portal.points.states import RewardKind
from portal.points.states.vouchers import VOUCHER_LIFE, VoucherState

MOST_WEEKS = 26
SOON = timedelta(days=1)
SLOTS = cast("Table", Slot.__table__)
TAKEN = Prepared(
    update(SLOTS)
    .where(
        SLOTS.c.id == bindparam("slot", type_=Integer),
        SLOTS.c.taken < SLOTS.c.capacity,
        SLOTS.c.closed_at.is_(None),
    )
    .values(taken=SLOTS.c.taken + 1)
    .returning(SLOTS.c.taken)
)


@guarded("points.keep_rewards")
def open_slots(
    reward: Reward, *, first: datetime, minutes: int, capacity: int, weeks: int = 1, actor: User
) -> Sequence[Slot]:
    """One time, or the same time of so many weeks. From now on the service is had by appointment."""
    if reward.kind is not RewardKind.SERVICE:
        raise Refused(_("Only public services are had by appointment."))
    if first <= clock.now():
        raise Refused(_("This time has passed already."))
    if not 1 <= weeks <= MOST_WEEKS:
        raise Refused(_("Please open at most %(weeks)s weeks at once.", weeks=MOST_WEEKS))
    times = [first + timedelta(weeks=week) for week in range(weeks)]
    known = select(Slot.id).where(
        Slot.reward_id == reward.id, Slot.starts_at.in_(times), Slot.closed_at.is_(None)
    )
    if db.session.scalar(known.limit(1)) is not None:
        raise Refused(_("One of these times is there already."))
    made = [
        Slot(
            code=secrets.token_hex(4),
            reward=reward,
            starts_at=time,
            minutes=minutes,
            capacity=capacity,
            by_id=actor.id,
        )
        for time in times
    ]
    db.session.add_all(made)
    reward.by_appointment = True
    return made


@guarded("points.keep_rewards")
def close_slot(reward: Reward, *, slot: Slot, reason: str = "", actor: User) -> int:
    """Offer a time no longer. Whoever has taken it gets points and piece back and is told why; says how many."""
    if slot.starts_at <= clock.now():
        raise Refused(_("This time has passed already."))
    hold_row(slot, "taken", "closed_at")  # nobody takes it or gives it back meanwhile
    if slot.closed_at is not None:
        raise Refused(_("This time is no longer offered."))
    if slot.taken and not reason.strip():
        raise Refused(_("Somebody has taken this time. Please say why it is called off; they are told."))
    now = clock.now()
    ended = [voucher for voucher in queries.waiting_vouchers(slot) if ends(voucher, now, still_valid=False)]
    closed = update(Slot).where(Slot.id == slot.id, Slot.closed_at.is_(None))
    ledger.changed(closed.values(closed_at=now, taken=Slot.taken - len(ended)))
    db.session.expire(slot, ["taken", "closed_at"])
    for voucher in ended:
        VOUCHER_LIFE.move(voucher, "call_off", actor=actor, reason=reason)
        put_back(voucher.reward)
    for voucher in ended:
        post(TransferKind.RELEASE, voucher, "released")
        tell(
            voucher,
            N_(
                "Your appointment for “%(title)s”, %(when)s, was called off (%(reason)s). The points are back."
            ),
            "called_off",
            voucher.user_id,
            when=clock.local(slot.starts_at).strftime("%m-%d %H:%M"),
            bi_reason=Bitext.of(reason.strip().rstrip("。.")).to_json(),
        )
    return len(ended)


def chosen(reward: Reward, slot: Slot | None, actor: User) -> Slot | None:
    """The time somebody wants, if they may have one. Not guarded: a step of reserving, which refuses before it changes."""
    if not reward.by_appointment:
        return None
    if until := queries.closed_until(actor.id):
        raise Refused(
            _(
                "You have missed two appointments lately. You can take new ones from %(day)s on.",
                day=clock.local(until).date().isoformat(),
            )
        )
    ahead = slot is not None and slot.starts_at > clock.now() and slot.closed_at is None
    if slot is None or slot.reward_id != reward.id or not ahead:
        raise Refused(_("Please choose one of the free times."))
    if slot.left < 1:
        raise _full()
    return slot


def take(slot: Slot) -> None:
    """One place of a time. Not guarded: a step of reserving."""
    if TAKEN.row(db.session.connection(), slot=slot.id) is None:
        raise _full()
    db.session.expire(slot, ["taken"])


def give_back(voucher: Voucher) -> None:
    """The place of a voucher that was cancelled in time. Not guarded: a step of cancelling."""
    slot = queries.slot_of(voucher)
    if slot is None:
        return
    db.session.execute(
        update(Slot)
        .where(Slot.id == slot.id, Slot.taken > 0)
        .values(taken=Slot.taken - 1)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(slot, ["taken"])


def hold_and_refuse_when_begun(voucher: Voucher) -> None:
    """Whoever cannot come says so before. The time is locked before the voucher, as whoever closes it does.

    Not guarded: a step of cancelling.
    """
    slot = queries.slot_of(voucher)
    if slot is None:
        return
    hold_row(slot, "taken")
    if slot.starts_at <= clock.now():
        raise Refused(_("This appointment has begun and can no longer be cancelled."))


def _full() -> Refused:
    return Refused(_("Somebody was faster: this time is full. Please choose another one."))


def remind_of_appointments() -> int:
    """A word the day before, once. Not guarded: by the clock, repeatable."""
    now = clock.now()
    found = (
        select(Voucher, Slot)
        .join(Slot, Slot.id == Voucher.slot_id)
        .where(
            Voucher.state == VoucherState.RESERVED,
            Voucher.reminded_at.is_(None),
            Slot.starts_at > now,
            Slot.starts_at <= now + SOON,
        )
        .order_by(Voucher.id)
    )
    coming = db.session.execute(found).all()
    for voucher, slot in coming:
        voucher.reminded_at = now
        when = clock.local(slot.starts_at).strftime("%m-%d %H:%M")
        tell(
            voucher,
            N_("Soon: your appointment for “%(title)s”, %(when)s."),
            "soon",
            voucher.user_id,
            when=when,
        )
    return len(coming)
