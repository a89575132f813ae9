"""A shop's score: it begins every year at the same number and never leaves its bounds."""

from __future__ import annotations

from portal.core.settings import setting
from portal.points.models import Entry
from portal.points.queries import balances
from portal.points.rules import TransferKind
from portal.points.services import ledger, years
from portal.points.services.ledger import Because
from portal.points.states import SCORE_OF, Scheme


def add(scheme: Scheme, user_id: int, amount: int, *, key: str, because: Because) -> None:
    """What was earned counts in the score, a shop's no further than its highest. Not guarded: part of awards."""
    if scheme is Scheme.MERCHANT:
        years.begin(user_id)
        amount = min(amount, int(setting("points.score_cap")) - balances.purse(user_id).score_merchant)
    if amount > 0:
        ledger.post(
            TransferKind.AWARD,
            bucket=SCORE_OF[scheme],
            owner_id=user_id,
            amount=amount,
            key=key,
            because=because,
        )


def take(scheme: Scheme, user_id: int, amount: int, *, key: str, because: Because) -> Entry | None:
    """Points leave the score, never the purse and never below zero. Not guarded: part of deductions.

    None when there is no score to take from.
    """
    ledger.lock()
    if scheme is Scheme.MERCHANT:
        years.begin(user_id)
    amount = min(amount, balances.score_in(user_id, SCORE_OF[scheme]))
    if amount == 0:
        return None
    return ledger.post(
        TransferKind.DEDUCT,
        bucket=SCORE_OF[scheme],
        owner_id=user_id,
        amount=amount,
        key=key,
        because=because,
    )
