"""What the steps of a voucher share: its piece on the shelf, its lines in the books, its notices."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import Integer, Table, bindparam, or_, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.prepared import Prepared, on_the_way
from portal.events.catalog import CardChanged
from portal.events.notifications import PeopleTold
from portal.points.models import Reward, Voucher
from portal.points.rules import TransferKind
from portal.points.services import ledger, wishes
from portal.points.services.ledger import Because
from portal.points.states import Bucket
from portal.points.states.vouchers import VOUCHER_LIFE, VoucherState

SHELF = cast("Table", Reward.__table__)
TAKEN_OFF = Prepared(
    update(SHELF)
    .where(SHELF.c.id == bindparam("reward", type_=Integer), or_(SHELF.c.stock.is_(None), SHELF.c.stock > 0))
    .values(stock=SHELF.c.stock - 1)
    .returning(SHELF.c.stock)
)


def take_from_shelf(voucher: Voucher) -> ledger.Beginning:
    """One piece, if there is one, and the line for it begun in the books. Not guarded: a step of reserving.

    From here on others wait: for the piece, whose row puts the buyers of one reward in a line, then for the books.
    """
    reward = voucher.reward
    db.session.flush()  # what was changed before is locked before
    with on_the_way(db.session.connection()) as way:
        taken = way.ask(TAKEN_OFF, reward=reward.id)
        begun = ledger.Beginning(
            way,
            TransferKind.HOLD,
            bucket=Bucket.SPENDABLE,
            owner_id=voucher.user_id,
            amount=voucher.points,
        )
    left = taken.rows()
    if not left:
        raise sold_out()
    set_committed_value(reward, "stock", left[0][0])
    if reward.stock == 0:
        announce(CardChanged(kind="reward", object_id=reward.id))
    return begun


def put_back(reward: Reward) -> None:
    """The piece of a voucher that has ended. Not guarded: a step of what ended it."""
    ledger.changed(update(Reward).where(Reward.id == reward.id).values(stock=Reward.stock + 1))
    db.session.refresh(reward, ["stock"])
    if reward.stock == 1:
        wishes.back_on_shelf(reward)


def sold_out() -> Refused:
    """The sentence. Not guarded: says it."""
    return Refused(_("This reward is sold out. Perhaps something else on the shelf suits you."))


def post(kind: TransferKind, voucher: Voucher, step: str, begun: ledger.Beginning | None = None) -> None:
    """One line for a voucher that costs something; each step of a voucher is one line for ever.

    Not guarded: a step of what was asked for.
    """
    if not voucher.points:
        return
    ledger.post(
        kind,
        bucket=Bucket.SPENDABLE,
        owner_id=voucher.user_id,
        amount=voucher.points,
        key=f"voucher:{voucher.id}:{step}",
        because=Because(
            voucher_id=voucher.id, title=voucher.reward.name, path=f"/points/vouchers/{voucher.code}"
        ),
        begun=begun,
    )


def tell(voucher: Voucher, message: str, step: str, user_id: int, **values: str) -> None:
    """Each step of a voucher reaches a person once. Not guarded: follows what was asked for."""
    announce(
        PeopleTold(
            user_ids=(user_id,),
            message=message,
            path=f"/points/vouchers/{voucher.code}",
            key=f"voucher:{voucher.id}:{step}",
            values={"bi_title": voucher.reward.name.to_json(), **values},
            by_mail=False,
        )
    )


def end(voucher: Voucher, now: datetime, *, still_valid: bool) -> None:
    """Only one of those who cancel, redeem or expire a voucher gets it; the others are told what happened.

    Not guarded: a step of what was asked for.
    """
    mine = update(Voucher).where(
        Voucher.id == voucher.id, Voucher.state == VoucherState.RESERVED, Voucher.ended_at.is_(None)
    )
    if still_valid:
        mine = mine.where(Voucher.expires_at > now)
    if ledger.changed(mine.values(ended_at=now)) != 1:
        db.session.refresh(voucher)
        state = VOUCHER_LIFE.label(voucher.state_at(now))
        raise Refused(_("This voucher cannot be used any more: %(state)s.", state=state))
    db.session.refresh(voucher, ["ended_at"])


def ends(voucher: Voucher, now: datetime, *, still_valid: bool) -> bool:
    """Whether it was still to be had. Not guarded: a step of what was asked for."""
    try:
        end(voucher, now, still_valid=still_valid)
    except Refused:  # somebody was faster
        return False
    return True
