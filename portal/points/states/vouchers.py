"""The life of a voucher, and what came of those handed out without a network."""

from __future__ import annotations

from enum import StrEnum

from portal.core.i18n import _l
from portal.core.workflow import Need, Transition, Workflow


class VoucherState(StrEnum):
    RESERVED = "reserved"
    REDEEMED = "redeemed"
    SETTLED = "settled"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    MISSED = "missed"
    DISPUTED = "disputed"
    REFUNDED = "refunded"


VOUCHER_LIFE = Workflow(
    "points_voucher",
    {
        VoucherState.RESERVED: _l("Ready to be redeemed"),
        VoucherState.REDEEMED: _l("Redeemed"),
        VoucherState.SETTLED: _l("Redeemed and settled"),
        VoucherState.CANCELLED: _l("Cancelled"),
        VoucherState.EXPIRED: _l("Expired"),
        VoucherState.MISSED: _l("Appointment missed"),
        VoucherState.DISPUTED: _l("Disputed"),
        VoucherState.REFUNDED: _l("Points given back"),
    },
    (
        Transition(
            name="redeem",
            label=_l("Hand out and redeem"),
            before=(VoucherState.RESERVED,),
            after=VoucherState.REDEEMED,
            permission="points.redeem",
        ),
        Transition(
            name="cancel",
            label=_l("Cancel and take the points back"),
            before=(VoucherState.RESERVED,),
            after=VoucherState.CANCELLED,
            permission="points.cancel",
            danger=True,
        ),
        Transition(
            name="call_off",
            label=_l("Call the appointment off"),
            before=(VoucherState.RESERVED,),
            after=VoucherState.CANCELLED,
            permission="points.keep_rewards",
            needs=(Need.REASON,),
            danger=True,
        ),
        Transition(
            name="expire",
            label=_l("Expire"),
            before=(VoucherState.RESERVED,),
            after=VoucherState.EXPIRED,
            permission="",
            by_clock=True,
        ),
        Transition(
            name="miss",
            label=_l("Did not come"),
            before=(VoucherState.RESERVED,),
            after=VoucherState.MISSED,
            permission="",
            by_clock=True,
        ),
        Transition(
            name="settle",
            label=_l("Settle"),
            before=(VoucherState.REDEEMED,),
            after=VoucherState.SETTLED,
            permission="points.settle",
        ),
        Transition(
            name="dispute",
            label=_l("Say that something went wrong"),
            before=(VoucherState.REDEEMED,),
            after=VoucherState.DISPUTED,
            permission="points.dispute",
            needs=(Need.REASON,),
        ),
        Transition(
            name="uphold",
            label=_l("The redemption stands"),
            before=(VoucherState.DISPUTED,),
            after=VoucherState.REDEEMED,
            permission="points.judge",
            needs=(Need.REASON,),
        ),
        Transition(
            name="refund",
            label=_l("Give the points back"),
            before=(VoucherState.DISPUTED,),
            after=VoucherState.REFUNDED,
            permission="points.judge",
            needs=(Need.REASON,),
        ),
    ),
    VoucherState.RESERVED,
)
VOUCHER_TONES = {
    VoucherState.RESERVED: "go",
    VoucherState.REDEEMED: "plain",
    VoucherState.SETTLED: "plain",
    VoucherState.CANCELLED: "stop",
    VoucherState.EXPIRED: "stop",
    VoucherState.MISSED: "stop",
    VoucherState.DISPUTED: "wait",
    VoucherState.REFUNDED: "stop",
}


class Outcome(StrEnum):
    """What came of one line of a list that was kept without a network."""

    REDEEMED = "redeemed"
    BEFORE = "before"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NOT_HERE = "not_here"
    UNKNOWN = "unknown"


OUTCOME_LABELS = {
    Outcome.REDEEMED: _l("Redeemed now"),
    Outcome.BEFORE: _l("Was redeemed before, not counted twice"),
    Outcome.EXPIRED: _l("Had expired before the list arrived"),
    Outcome.CANCELLED: _l("Was cancelled before the list arrived"),
    Outcome.NOT_HERE: _l("Your counter does not hand this out"),
    Outcome.UNKNOWN: _l("No voucher has this number"),
}
