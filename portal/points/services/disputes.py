"""When something went wrong at a counter: said by the holder or the shop, decided by an officer."""

from __future__ import annotations

from portal.accounts.models import User
from portal.core.i18n import N_
from portal.core.services import guarded
from portal.points.models import Voucher
from portal.points.rules import TransferKind
from portal.points.services import ledger
from portal.points.services.ledger import Because
from portal.points.services.vouchers import post, put_back, tell
from portal.points.states.vouchers import VOUCHER_LIFE


@guarded("points.dispute")
def dispute(voucher: Voucher, *, reason: str, actor: User) -> None:
    """The holder or the shop says that something went wrong; the holder hears of it when it was the shop."""
    VOUCHER_LIFE.move(voucher, "dispute", actor=actor, reason=reason)
    if actor.id != voucher.user_id:
        tell(
            voucher,
            N_("The shop says that something went wrong with “%(title)s”. An officer looks into it."),
            f"disputed:{len(VOUCHER_LIFE.history(voucher))}",
            voucher.user_id,
        )


@guarded("points.judge")
def uphold(voucher: Voucher, *, reason: str, actor: User) -> None:
    """It was handed out after all."""
    VOUCHER_LIFE.move(voucher, "uphold", actor=actor, reason=reason)
    tell(voucher, N_("Your objection about “%(title)s” was looked at: see why."), "upheld", voucher.user_id)


@guarded("points.judge")
def refund(voucher: Voucher, *, reason: str, actor: User) -> None:
    """It was not handed out: the line is reversed, points and piece go back."""
    VOUCHER_LIFE.move(voucher, "refund", actor=actor, reason=reason)
    put_back(voucher.reward)
    spent = ledger.find(f"voucher:{voucher.id}:spent")
    if spent is not None:
        ledger.reverse(
            spent,
            key=f"voucher:{voucher.id}:unspent",
            because=Because(voucher_id=voucher.id, note=reason, by_id=actor.id),
        )
        post(TransferKind.RELEASE, voucher, "refunded")
    tell(voucher, N_("The points for “%(title)s” are back."), "refunded", voucher.user_id)
