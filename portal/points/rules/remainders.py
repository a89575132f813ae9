"""What is left of what was earned: points earned first are spent first, so only unspent remainders expire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.points.rules.ledger import Account, AccountKind, Transfer, TransferKind


@dataclass(frozen=True, kw_only=True)
class Lot:
    """The unspent rest of one award."""

    key: str
    earned_at: datetime
    amount: int


def first_in_first_out(history: Sequence[Transfer], owner: int) -> tuple[Lot, ...]:
    """The unspent rests of a person's awards, oldest first; they sum to the spendable balance.

    Whatever left the account is taken from the oldest awards; points that come back (a cancelled voucher, a
    reversed deduction) fill the place they were taken from. A reversed award is gone as a whole.
    """
    account = Account(AccountKind.HOLDER, owner)
    awards = [t for t in history if t.kind is TransferKind.AWARD and t.target == account]
    taken_back = {t.reverses for t in history if t.reverses is not None}
    reversed_awards = {t.key for t in awards} & taken_back
    others = (t for t in history if t.kind is not TransferKind.AWARD and t.reverses not in reversed_awards)
    gone = -sum(change for t in others for place, change in t.legs if place == account)
    lots = []
    for award in (t for t in awards if t.key not in reversed_awards):
        used = min(award.amount, gone)
        gone -= used
        if award.amount > used:
            lots.append(Lot(key=award.key, earned_at=award.at, amount=award.amount - used))
    return tuple(lots)


def expired_points(lots: Iterable[Lot], earned_before: datetime) -> int:
    """How many points a run must expire: the rests of what was earned before the given moment.

    Run again after the transfer it finds nothing, so a repeat is harmless.
    """
    return sum(lot.amount for lot in lots if lot.earned_at < earned_before)


def score(history: Iterable[Transfer], owner: int, since: datetime | None = None) -> int:
    """What a person earned since a moment (the start of the year), whatever was spent of it.

    Awards less deductions, both without those taken back. Spending and expiry never lower a score.
    """
    account = Account(AccountKind.HOLDER, owner)
    rows = list(history)
    taken_back = {t.reverses for t in rows if t.reverses is not None}
    counted = (
        t
        for t in rows
        if t.kind in (TransferKind.AWARD, TransferKind.DEDUCT)
        and t.key not in taken_back
        and (since is None or t.at >= since)
    )
    return sum(change for t in counted for place, change in t.legs if place == account)
