from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.alliances.models import Alliance
from portal.alliances.queries import get_alliance
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.i18n import _
from portal.core.paging import asked_key
from portal.core.permissions import require
from portal.duty import queries, services
from portal.duty.forms import MarkForm, bases_of
from portal.duty.models import Inspection
from portal.duty.views.blueprint import bp

A_PART = 15  # shops on one page: a long street is walked in parts, so that the page stays light on a phone


@bp.route("/of/<ref>/inspect", methods=["GET", "POST"])
def inspect(ref: str) -> ResponseReturnValue:
    """One page for a part of the street, made for a thumb; it is kept on the phone until it has been sent."""
    alliance = get_alliance(ref, current_user)
    require(current_user, "duty.inspect", alliance)
    bases = bases_of(*queries.bases_for(alliance))
    shops = [shop for shop in queries.shops_of(alliance) if shop.user_id != current_user.id]
    parts = [shops[at : at + A_PART] for at in range(0, len(shops), A_PART)] or [[]]
    part = min(max(asked_key("part") or 1, 1), len(parts))
    form = Form.received()
    marks = [MarkForm.of(shop, bases) for shop in parts[part - 1]]
    if form.sent and all([mark.complete() for mark in marks]):
        with form.refusals():
            walk = keep(alliance, marks)
            flash(
                _("Thank you for walking. Reminders have gone to the shops concerned, and only to them."),
                "done",
            )
            return redirect(url_for(".inspection", code=walk.code))
    page = render_template(
        "duty/inspect.html", alliance=alliance, form=form, marks=marks, part=part, parts=parts
    )
    return page, form.status


def keep(alliance: Alliance, forms: list[MarkForm]) -> Inspection:
    if not any(form.marked for form in forms):
        raise Refused(_("Please mark at least one shop: all right, or a note."))
    marks = [
        services.Mark(
            shop=form.shop,
            basis=(form.basis.data or "") if form.noted else "",
            text=(form.text.data or "") if form.noted else "",
            photos=form.photos.keep(current_user._get_current_object()) if form.noted else (),
        )
        for form in forms
        if form.marked
    ]
    return services.walk(alliance, marks=marks, actor=current_user)
