"""The arithmetic of points: double entry, what is left of what was earned, caps, voucher codes."""

from portal.points.rules.awards import Award, AwardRule, Cap, Span, allowed_award, span_start
from portal.points.rules.grounds import Forbidden, Ground, forbidden_grounds
from portal.points.rules.ledger import (
    OWNED,
    PATHS,
    Account,
    AccountKind,
    Balances,
    Problem,
    Transfer,
    TransferInvalid,
    TransferKind,
    fold,
    post,
    reversal,
    validate,
)
from portal.points.rules.remainders import Lot, expired_points, first_in_first_out, score
from portal.points.rules.vouchers import new_voucher_code, normal_voucher_code, shown_voucher_code

__all__ = [
    "OWNED",
    "PATHS",
    "Account",
    "AccountKind",
    "Award",
    "AwardRule",
    "Balances",
    "Cap",
    "Forbidden",
    "Ground",
    "Lot",
    "Problem",
    "Span",
    "Transfer",
    "TransferInvalid",
    "TransferKind",
    "allowed_award",
    "expired_points",
    "first_in_first_out",
    "fold",
    "forbidden_grounds",
    "new_voucher_code",
    "normal_voucher_code",
    "post",
    "reversal",
    "score",
    "shown_voucher_code",
    "span_start",
    "validate",
]
