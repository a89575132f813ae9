"""A partner shop's month: what it has handed out, its PIN, its statement."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core import clock
from portal.core.i18n import _
from portal.core.masking import mask_name
from portal.core.permissions import require
from portal.core.sheets import download
from portal.points.forms.counter import NewPinForm
from portal.points.queries import partners
from portal.points.queries.partners import Month
from portal.points.rules import shown_voucher_code
from portal.points.services import pins, settlement
from portal.points.states.vouchers import VOUCHER_LIFE
from portal.points.views import bp


@bp.get("/partners/<code>")
def partner(code: str) -> ResponseReturnValue:
    """What the shop has handed out in a month: for its clerks and the officials."""
    found = partners.get_partner(code)
    require(current_user, "points.see_partner", found)
    month = partners.month(found, partners.month_of(request.args.get("month")))
    return render_template(
        "points/partner.html",
        partner=found,
        month=month,
        masked={v.id: mask_name(str(v.user.name), some=False) for v in month.vouchers},
        before=partners.month_before(month.first),
        after=partners.next_month(month.first),
    )


@bp.get("/partners/<code>/statement.<any(csv, xlsx):kind>")
def partner_statement(code: str, kind: str) -> Response:
    found = partners.get_partner(code)
    require(current_user, "points.see_partner", found)
    month = partners.month(found, partners.month_of(request.args.get("month")))
    title = f"{found.name} {month.first:%Y-%m}"
    return download(title, kind, sheet_of(month))


@bp.post("/partners/<code>/statement.pdf")
def statement_pdf(code: str) -> Response:
    found = partners.get_partner(code)
    month = partners.month_of(request.form.get("month"))
    content = settlement.take_statement(found, month=month, actor=current_user)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(f'{found.name} {month:%Y-%m}.pdf')}",
        "Cache-Control": "private, no-store",
    }
    return Response(content, mimetype="application/pdf", headers=headers)


def sheet_of(month: Month) -> list[tuple[object, ...]]:
    heads = (_("Time"), _("Number"), _("Reward"), _("Name of the person"), _("Points"), _("State"))
    rows: list[tuple[object, ...]] = [
        (
            clock.local(voucher.redeemed_at).strftime("%Y-%m-%d %H:%M") if voucher.redeemed_at else "",
            shown_voucher_code(voucher.number),
            str(voucher.reward.name),
            mask_name(str(voucher.user.name), some=False),
            voucher.points,
            str(VOUCHER_LIFE.label(voucher.state)),
        )
        for voucher in month.vouchers
    ]
    return [heads, *rows, (_("Total"), len(month.counted), "", "", month.points, "")]


@bp.route("/partners/<code>/pin", methods=["GET", "POST"])
def partner_pin(code: str) -> ResponseReturnValue:
    found = partners.get_partner(code)
    require(current_user, "points.set_pin", found)
    form = NewPinForm.received()
    if form.sent:
        with form.refusals():
            pins.set_pin(found, pin=form.data["password"] or "", actor=current_user)
            flash(_("Saved."), "done")
            return redirect(url_for(".partner", code=code))
    return render_template("points/partner_pin.html", form=form, partner=found), form.status


@bp.post("/partners/<code>/confirm")
def confirm_statement(code: str) -> ResponseReturnValue:
    found = partners.get_partner(code)
    month = partners.month_of(request.form.get("month"))
    settlement.confirm(found, month=month, actor=current_user)
    flash(_("Confirmed. The office settles the month now."), "done")
    return redirect(url_for(".partner", code=code, month=f"{month:%Y-%m}"))


@bp.post("/partners/<code>/settle")
def settle(code: str) -> ResponseReturnValue:
    found = partners.get_partner(code)
    month = partners.month_of(request.form.get("month"))
    settlement.settle(found, month=month, actor=current_user)
    flash(_("The month is settled."), "done")
    return redirect(url_for(".partner", code=code, month=f"{month:%Y-%m}"))
