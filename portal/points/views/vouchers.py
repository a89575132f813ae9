"""One's vouchers, and where a voucher's QR code leads."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import get_person
from portal.core import clock, qr
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.pages import absolute
from portal.core.paging import newest_first
from portal.core.permissions import can, require
from portal.points.forms import HelperForm, ReasonForm
from portal.points.models import Voucher
from portal.points.papers import voucher_sheet
from portal.points.queries import shelf
from portal.points.queries.certificates import certificate_of
from portal.points.queries.slots import slot_of
from portal.points.rules.freshness import mark
from portal.points.services import disputes, redemption
from portal.points.states.vouchers import VOUCHER_LIFE, VoucherState
from portal.points.views import bp, short_links
from portal.points.views.awards import person_named
from portal.points.views.counter import secret
from portal.points.views.mine import pdf


@bp.get("/vouchers")
def vouchers() -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    page = newest_first(shelf.vouchers_of(current_user.id), Voucher.id)
    return render_template("points/vouchers.html", page=page, now=clock.now())


@bp.get("/vouchers/<code>")
def voucher(code: str) -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    found = shelf.own_or_helped(code, current_user)
    state = found.state_at(clock.now())
    own = found.user_id == current_user.id
    return render_template(
        "points/voucher.html",
        voucher=found,
        state=state,
        own=own,
        helper=get_person(found.helper_id) if found.helper_id else None,
        certificate=certificate_of(found) if own else None,
        slot=slot_of(found),
        on_screen=on_screen(found),
        history=VOUCHER_LIFE.history(found),
        judges=can(current_user, "points.judge", found) and state is VoucherState.DISPUTED,
    )


def on_screen(voucher: Voucher) -> str:
    """The address in the code that a phone shows now; the one on paper stays as it is."""
    return f"/c/{voucher.code}?t={mark(secret(), voucher.code, clock.now())}"


@bp.get("/vouchers/<code>/qr")
def voucher_qr(code: str) -> ResponseReturnValue:
    """The code that is good now, for the page that is open: only the drawing."""
    require(current_user, "points.own", current_user)
    found = shelf.own_or_helped(code, current_user)
    if found.state_at(clock.now()) is not VoucherState.RESERVED:
        raise NotFound(_("This voucher cannot be used any more."))
    return str(qr.svg(absolute(on_screen(found))))


@bp.post("/vouchers/<code>/paper.pdf")
def voucher_pdf(code: str) -> Response:
    """The slip on paper, of a voucher that can still be used; a certificate of points has its own page instead."""
    require(current_user, "points.own", current_user)
    found = shelf.own_or_helped(code, current_user)
    if found.state_at(clock.now()) is not VoucherState.RESERVED or certificate_of(found) is not None:
        raise NotFound(_("This voucher cannot be used any more."))
    return pdf(_("Voucher: %(item)s", item=found.reward.name), lambda: voucher_sheet(found))


@bp.post("/vouchers/<code>/cancel")
def cancel(code: str) -> ResponseReturnValue:
    found = shelf.own_voucher(code, current_user)
    redemption.cancel(found, actor=current_user)
    withdrawn = certificate_of(found) is not None
    flash(
        _("Withdrawn. Nobody can open the certificate any more.")
        if withdrawn
        else _("Cancelled. Your points are back."),
        "done",
    )
    return redirect(url_for(".voucher", code=code))


@bp.route("/vouchers/<code>/helper", methods=["GET", "POST"])
def helper(code: str) -> ResponseReturnValue:
    found = shelf.own_voucher(code, current_user)
    require(current_user, "points.name_helper", found)
    form = HelperForm.received()
    if form.sent:
        with form.refusals():
            redemption.name_helper(
                found,
                helper=person_named(form.data["username"]),
                reason=form.data["reason"],
                actor=current_user,
            )
            flash(_("The counter now sees that somebody collects for you."), "done")
            return redirect(url_for(".voucher", code=code))
    return (
        render_template(
            "points/reason.html",
            form=form,
            title=_("Somebody collects for me"),
            lead=_("The helper sees this voucher in their inbox. The counter sees why, but no full names."),
            action=_("Save"),
            back=url_for(".voucher", code=code),
            danger=False,
        ),
        form.status,
    )


@bp.route("/vouchers/<code>/dispute", methods=["GET", "POST"])
def dispute(code: str) -> ResponseReturnValue:
    return with_reason(
        code, "dispute", _("Say that something went wrong"), _("Thank you. The points officers look into it.")
    )


@bp.route("/vouchers/<code>/uphold", methods=["GET", "POST"])
def uphold(code: str) -> ResponseReturnValue:
    return with_reason(code, "uphold", _("The redemption stands"), _("Decided: the redemption stands."))


@bp.route("/vouchers/<code>/refund", methods=["GET", "POST"])
def refund(code: str) -> ResponseReturnValue:
    return with_reason(code, "refund", _("Give the points back"), _("Decided: the points are back."))


@bp.route("/counter/<code>/dispute", methods=["GET", "POST"])
def dispute_by_shop(code: str) -> ResponseReturnValue:
    """A wrong code scanned, or nothing left to hand out: the shop says so, and an officer decides."""
    found = shelf.get_voucher(code)
    require(current_user, "points.dispute", found)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            disputes.dispute(found, reason=form.data["reason"], actor=current_user)
            flash(_("Thank you. The points officers look into it."), "done")
            return redirect(url_for(".counter"))
    return render_template("points/shop_dispute.html", form=form, voucher=found), form.status


ACTS = {
    "dispute": disputes.dispute,
    "uphold": disputes.uphold,
    "refund": disputes.refund,
}


def with_reason(code: str, step: str, title: str, done: str) -> ResponseReturnValue:
    found = shelf.own_voucher(code, current_user)
    require(current_user, VOUCHER_LIFE.transitions[step].permission, found)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            ACTS[step](found, reason=form.data["reason"], actor=current_user)
            flash(done, "done")
            return redirect(url_for(".voucher", code=code))
    return (
        render_template(
            "points/reason.html",
            form=form,
            title=title,
            lead=found.reward.name,
            action=title,
            back=url_for(".voucher", code=code),
            danger=False,
        ),
        form.status,
    )


@short_links.get("/c/<code>")
def short(code: str) -> ResponseReturnValue:
    """The QR code: the counter for those who hand it out, the voucher's public state for everybody else."""
    found = shelf.get_voucher(code)
    shown = request.args.get("t", "")
    mine = current_user.is_authenticated and can(current_user, "points.redeem", found)
    return redirect(
        f"/points/{'counter' if mine else 'state'}/{found.code}{f'?t={quote(shown)}' if shown else ''}"
    )


@bp.get("/state/<code>")
def public_state(code: str) -> ResponseReturnValue:
    """What anybody may know who holds the code in their hand: the item and whether it is good. No name."""
    found = shelf.get_voucher(code)
    shown = request.args.get("t", "")
    return render_template(
        "points/state.html",
        voucher=found,
        state=found.state_at(clock.now()),
        back=f"/c/{found.code}{f'?t={quote(shown)}' if shown else ''}",
    )
