from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PointsPosted(Event):
    """A line of the ledger has been written for a holder."""

    transfer_id: int
    user_id: int
    points: int


@dataclass(frozen=True, kw_only=True)
class VoucherRedeemed(Event):
    """A partner shop has handed out a reward."""

    voucher_id: int
    user_id: int
