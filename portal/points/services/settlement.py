"""A month of a shop is confirmed by the shop and settled by the office, over the same vouchers."""

from __future__ import annotations

from datetime import date

from flask import render_template

from portal.accounts.models import User
from portal.core import clock, limits
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.limits import Limit
from portal.core.masking import mask_name
from portal.core.services import guarded
from portal.papers.apart import draw_apart
from portal.points.models import Partner, Statement
from portal.points.queries import partners as queries
from portal.points.queries.partners import Month
from portal.points.states.vouchers import VOUCHER_LIFE, VoucherState

DRAWINGS = Limit(20, 60 * 60)


@guarded("points.confirm_statement")
def confirm(partner: Partner, *, month: date, actor: User) -> Statement:
    """The shop says that this is what it has handed out. Once more, if the vouchers have changed since."""
    found = _closed(partner, month)
    statement = found.statement
    if statement is not None and found.agrees:
        raise Refused(_("The shop has confirmed this month already."))
    if statement is None:
        statement = Statement(partner_id=partner.id, month=month)
        db.session.add(statement)
    statement.vouchers, statement.points = found.figures
    statement.confirmed_by, statement.confirmed_at = actor.id, clock.now()
    db.session.flush()  # the audit line names it
    return statement


@guarded("points.see_partner")
def take_statement(partner: Partner, *, month: date, actor: User) -> bytes:
    """The month as PDF, names masked as everywhere a shop looks."""
    limits.take(f"statements:{actor.id}", DRAWINGS)
    found = queries.month(partner, month)
    page = render_template(
        "points/paper_statement.html",
        partner=partner,
        month=found,
        masked={v.id: mask_name(str(v.user.name), some=False) for v in found.counted},
    )
    return draw_apart([page])[0].content


@guarded("points.settle")
def settle(partner: Partner, *, month: date, actor: User) -> Statement:
    """The office agrees with what the shop has confirmed, and closes the vouchers."""
    found = _closed(partner, month)
    statement = found.statement
    if statement is None:
        raise Refused(_("The shop has not confirmed this month yet."))
    if not found.agrees:
        raise Refused(_("The vouchers have changed since the shop confirmed. It has to confirm again."))
    if statement.confirmed_by == actor.id:
        raise Refused(_("You confirmed it for the shop. Another person has to settle it."))
    for voucher in found.redeemed:
        VOUCHER_LIFE.move(voucher, "settle", actor=actor)
        voucher.statement_id = statement.id
    statement.settled_by, statement.settled_at = actor.id, clock.now()
    return statement


def _closed(partner: Partner, month: date) -> Month:
    """The month, if nothing stands in the way of agreeing on it. Disputed vouchers wait for their answer."""
    found = queries.month(partner, month)
    if not found.is_over:
        raise Refused(_("This month is not over yet."))
    if found.is_settled:
        raise Refused(_("This month is settled already."))
    if any(voucher.state is VoucherState.DISPUTED for voucher in found.vouchers):
        raise Refused(_("A voucher of this month is disputed. Please decide about it first."))
    if not found.redeemed:
        raise Refused(_("There is nothing to settle in this month."))
    return found
