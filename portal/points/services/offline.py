"""When the network is back: what was handed out meanwhile is redeemed, each voucher once and never again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.permissions import can
from portal.core.services import guarded
from portal.points.models import OfflineLine, OfflineList, Voucher
from portal.points.queries.offline import vouchers_by_number
from portal.points.rules.offline import MOST, Noted
from portal.points.services import redemption
from portal.points.services.pins import refuse_without_pin
from portal.points.states import RewardKind
from portal.points.states.vouchers import Outcome, VoucherState

ENDED = {
    VoucherState.MISSED: Outcome.EXPIRED,
    VoucherState.EXPIRED: Outcome.EXPIRED,
    VoucherState.CANCELLED: Outcome.CANCELLED,
}


@guarded("points.hand_in_list")
def hand_in(lines: Sequence[Noted], *, pin: str = "", actor: User) -> OfflineList:
    """Redeem what can be, and say of every other line why not. The same list again redeems nothing more.

    What has expired or been cancelled meanwhile stays so: its points are back. The list tells the office.
    """
    if not lines:
        raise Refused(_("Please write at least one number."))
    if len(lines) > MOST:
        raise Refused(_("Please send at most %(most)s numbers at once.", most=MOST))
    refuse_without_pin(actor, pin)
    known = vouchers_by_number(line.number for line in lines if line.number)
    allowed = [voucher for voucher in known.values() if _may(actor, voucher)]
    fresh = {voucher.id for voucher in redemption.redeem_those(allowed, actor=actor)}
    sent = OfflineList(code=secrets.token_hex(6), by_id=actor.id)
    for line in lines:
        voucher = known.get(line.number or "")
        outcome = _outcome(voucher, fresh, actor)
        fresh.discard(voucher.id if voucher else 0)  # the same number further down was redeemed before
        sent.lines.append(OfflineLine(typed=line.typed, noted_at=line.at, voucher=voucher, outcome=outcome))
    db.session.add(sent)
    db.session.flush()  # the audit line names it
    return sent


def _may(actor: User, voucher: Voucher) -> bool:
    return voucher.reward.kind is not RewardKind.CREDIT_REFERRAL and can(actor, "points.redeem", voucher)


def _outcome(voucher: Voucher | None, fresh: set[int], actor: User) -> Outcome:
    if voucher is None:
        return Outcome.UNKNOWN
    if voucher.id in fresh:
        return Outcome.REDEEMED
    if not _may(actor, voucher):
        return Outcome.NOT_HERE
    return ENDED.get(voucher.state_at(clock.now()), Outcome.BEFORE)
