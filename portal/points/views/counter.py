"""The shop's counter: type eight digits, look, hand out. Small pages for slow old phones."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.core.masking import mask_name
from portal.core.permissions import require, why_not
from portal.points.forms.counter import CounterForm, PinForm
from portal.points.models import Voucher
from portal.points.queries import partners, shelf
from portal.points.queries.slots import slot_of
from portal.points.rules.freshness import is_fresh
from portal.points.services import pins, redemption
from portal.points.states.vouchers import VoucherState
from portal.points.views import bp


@bp.route("/counter", methods=["GET", "POST"])
def counter() -> ResponseReturnValue:
    require(current_user, "points.counter", None)
    form = CounterForm.received()
    if form.is_submitted:
        redemption.count_guess(current_user)
    if form.sent:
        code = shelf.code_of_number(form.data["number"])
        if code is not None:
            redemption.forgive_guesses(current_user)
            return redirect(url_for(".hand_out", code=code))
        form.refused = _("There is no voucher with this number. Please compare it digit by digit.")
    return (
        render_template(
            "points/counter.html",
            form=form,
            shops=partners.partners_of_clerk(current_user),
            done=shelf.handed_out_by(current_user.id),
        ),
        form.status,
    )


@bp.route("/counter/<code>", methods=["GET", "POST"])
def hand_out(code: str) -> ResponseReturnValue:
    """The item, the number and a masked name; nothing else leaves for the shop."""
    require(current_user, "points.counter", None)
    voucher = shelf.get_voucher(code)
    form = PinForm.received()
    asked = pins.needs_pin(current_user)
    if form.is_submitted and asked:
        redemption.count_guess(current_user)
    if stale := is_stale(voucher):
        form.refused = _(
            "This code was shown more than a quarter of an hour ago. Let the holder open the voucher again."
        )
    elif form.sent:
        with form.refusals():
            redemption.redeem(voucher, pin=form.data["password"] or "", actor=current_user)
            if asked:
                redemption.forgive_guesses(current_user)
            flash(_("Redeemed. Please hand out: %(item)s", item=voucher.reward.name), "done")
            return redirect(url_for(".counter"))
    state = voucher.state_at(clock.now())
    return (
        render_template(
            "points/hand_out.html",
            voucher=voucher,
            state=state,
            good=state is VoucherState.RESERVED and not stale,
            masked=mask_name(str(voucher.user.name), some=False),
            no=why_not(current_user, "points.redeem", voucher),
            slot=slot_of(voucher),
            form=form,
            asked=asked,
        ),
        409 if form.refused else form.status,
    )


def is_stale(voucher: Voucher) -> bool:
    """A code from a screen says when it was shown; one from paper, and typed digits, say nothing."""
    shown = request.args.get("t")
    return shown is not None and not is_fresh(secret(), voucher.code, shown, clock.now())


def secret() -> bytes:
    key: bytes = current_app.extensions["portal.config"].secret().encode()
    return key
