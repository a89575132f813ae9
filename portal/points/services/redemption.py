"""From the shelf to the counter. Points and stock move together or not at all, by conditional UPDATEs."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import Role, User
from portal.accounts.queries import bodies
from portal.core import clock, limits
from portal.core.db import db, put_if_free
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.core.work import begin_writing, unit_of_work
from portal.events.points import VoucherRedeemed
from portal.points.models import Reward, Slot, Voucher
from portal.points.permissions import CLERK_OF
from portal.points.queries import shelf
from portal.points.queries.eligibility import not_meant_for
from portal.points.rules import TransferKind, new_voucher_code
from portal.points.services import slots
from portal.points.services.certificates import certify
from portal.points.services.households import refuse_above_limit
from portal.points.services.pins import refuse_without_pin
from portal.points.services.vouchers import end, ends, post, put_back, sold_out, take_from_shelf, tell
from portal.points.states import PER_LABELS, SPAN_LABELS, RewardKind
from portal.points.states.vouchers import VOUCHER_LIFE, VoucherState

GUESSES = Limit(12, 10 * 60)


@guarded("points.reserve")
def reserve(reward: Reward, *, consents: bool = False, slot: Slot | None = None, actor: User) -> Voucher:
    """Take one piece off the shelf and put the points aside; nothing is handed out yet.

    Of a referral to a bank the certificate is made at once, if the actor `consents` to just that.
    """
    if not reward.on_offer(clock.today()):
        raise Refused(_("This reward is not on the shelf now."))
    if reward.kind is RewardKind.HONOUR:
        raise Refused(_("This follows from a rating and cannot be picked from the shelf."))
    refers = reward.kind is RewardKind.CREDIT_REFERRAL
    if refers and not consents:
        raise Refused(_("Without your consent no certificate is made."))
    if other := not_meant_for(reward, actor.id):
        raise Refused(other)
    if reward.sold_out:
        raise sold_out()
    if shelf.above_limit(reward, actor.id, one_more=1):
        raise _limit_reached(reward)
    slot = slots.chosen(reward, slot, actor)
    begin_writing()
    voucher = _made(reward, slot, actor)
    tell(
        voucher,
        N_("Your certificate “%(title)s” is ready. You decide who sees it.")
        if refers
        else N_("Your voucher for “%(title)s” is ready. Show it at the counter."),
        "ready",
        voucher.user_id,
    )
    if slot is not None:
        slots.take(slot)
    begun = take_from_shelf(voucher)
    if shelf.above_limit(reward, actor.id):  # who has taken another at the same moment
        raise _limit_reached(reward)
    refuse_above_limit(reward, actor.id)  # the household's; no question where there is none
    post(TransferKind.HOLD, voucher, "held", begun)
    if refers:
        certify(voucher, actor)
    return voucher


def _made(reward: Reward, slot: Slot | None, actor: User) -> Voucher:
    """A voucher with a number that no other has: one that is taken is drawn again."""
    now, last_day = clock.now(), clock.today() + timedelta(days=reward.keep_days)
    voucher = None
    while voucher is None:
        voucher = put_if_free(
            Voucher,
            code=secrets.token_hex(5),
            number=new_voucher_code(),
            user_id=actor.id,
            reward_id=reward.id,
            points=reward.points,
            state=VoucherState.RESERVED,
            reserved_at=now,
            expires_at=slot.ends_at if slot else clock.end_of(last_day),
            slot_id=slot.id if slot else None,
        )
    set_committed_value(voucher, "user", actor)
    set_committed_value(voucher, "reward", reward)
    return voucher


def _limit_reached(reward: Reward) -> Refused:
    return Refused(
        _(
            "The limit is %(times)s for %(per)s (%(span)s), and you have reached it.",
            times=reward.limit_times,
            per=PER_LABELS[reward.limit_per],
            span=SPAN_LABELS[reward.limit_span],
        )
    )


@guarded("points.cancel")
def cancel(voucher: Voucher, *, actor: User) -> None:
    """The points, the piece and the time go back where they came from."""
    slots.hold_and_refuse_when_begun(voucher)
    end(voucher, clock.now(), still_valid=False)
    VOUCHER_LIFE.move(voucher, "cancel", actor=actor)
    slots.give_back(voucher)
    put_back(voucher.reward)
    post(TransferKind.RELEASE, voucher, "released")


def expire_vouchers() -> int:
    """What nobody has collected in time: points and stock go back. Not guarded: by the clock, repeatable."""
    now = clock.now()
    late = select(Voucher).where(Voucher.state == VoucherState.RESERVED, Voucher.expires_at <= now)
    # vouchers, then rewards, then the ledger: the order in which everybody else takes their locks
    ended = [
        v for v in db.session.scalars(late.order_by(Voucher.id)).all() if ends(v, now, still_valid=False)
    ]
    for voucher in sorted(ended, key=lambda voucher: voucher.reward_id):
        put_back(voucher.reward)
    for voucher in ended:
        VOUCHER_LIFE.move(voucher, "miss" if voucher.slot_id else "expire", actor=None)
        post(TransferKind.RELEASE, voucher, "released")
        tell(
            voucher,
            _end_of(voucher),
            "expired",
            voucher.user_id,
        )
    return len(ended)


def _end_of(voucher: Voucher) -> str:
    if voucher.slot_id:
        return N_("You did not come to your appointment for “%(title)s”. The points are back.")
    if voucher.points:
        return N_("Your voucher for “%(title)s” has expired. The points are back.")
    return N_("“%(title)s” has expired. You can ask for it again.")


def count_guess(actor: User) -> None:
    """Each number typed at a counter counts, whatever comes of it. Not guarded: only a brake."""
    with unit_of_work():
        limits.check(f"voucher:{actor.id}", GUESSES)
        limits.count(f"voucher:{actor.id}")


def forgive_guesses(actor: User) -> None:
    """A number that was right wipes the slate clean. Not guarded: only a brake."""
    limits.forgive(f"voucher:{actor.id}")


@guarded("points.redeem")
def redeem(voucher: Voucher, *, pin: str = "", actor: User) -> None:
    """The counter hands the reward out. Once: whoever comes second is told."""
    refuse_without_pin(actor, pin)
    if voucher.reward.kind is RewardKind.CREDIT_REFERRAL:
        raise Refused(_("A certificate is shown to the bank by its holder. No counter hands it out."))
    now = clock.now()
    end(voucher, now, still_valid=True)
    _hand_over(voucher, now, actor)


def redeem_those(vouchers: Iterable[Voucher], *, actor: User) -> list[Voucher]:
    """Of these the ones that were still good, redeemed. Not guarded: its callers have asked for each of them.

    First all vouchers, in their order, then the ledger: as everybody else takes their locks.
    """
    now = clock.now()
    good = [v for v in sorted(vouchers, key=lambda v: v.id) if ends(v, now, still_valid=True)]
    for voucher in good:
        _hand_over(voucher, now, actor)
    return good


def _hand_over(voucher: Voucher, now: datetime, actor: User) -> None:
    VOUCHER_LIFE.move(voucher, "redeem", actor=actor)
    clerk_of = bodies(actor, Role.PARTNER_CLERK, CLERK_OF)
    voucher.partner = next((p for p in voucher.reward.partners if p.id in clerk_of and p.active), None)
    voucher.redeemed_by, voucher.redeemed_at = actor.id, now
    post(TransferKind.SPEND, voucher, "spent")
    announce(VoucherRedeemed(voucher_id=voucher.id, user_id=voucher.user_id))
    tell(voucher, N_("“%(title)s” was handed out, the voucher is used."), "redeemed", voucher.user_id)


@guarded("points.name_helper")
def name_helper(voucher: Voucher, *, helper: User, reason: str, actor: User) -> None:
    """Somebody collects for the holder (代兑); the counter sees it, and it stays on the voucher."""
    if voucher.state_at(clock.now()) is not VoucherState.RESERVED:
        raise Refused(_("This voucher has ended already."))
    if helper.id == actor.id:
        raise Refused(_("You collect it yourself anyway; name somebody else."))
    voucher.helper_id = helper.id
    voucher.helper_reason = reason  # type: ignore[assignment]  # a str becomes a Bitext
    tell(voucher, N_("You are asked to collect “%(title)s” for somebody."), "helper", helper.id)
