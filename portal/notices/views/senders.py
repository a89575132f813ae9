"""Organisations that issue papers, for the administrators of the city."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.queries import names_of
from portal.core.i18n import _
from portal.core.paging import newest_first
from portal.core.permissions import require
from portal.notices import queries, services
from portal.notices.forms import RedHeadForm, SenderForm, by_hand_form
from portal.notices.kinds import notice_kinds
from portal.notices.models import Notice
from portal.notices.views import bp


@bp.get("/senders")
def senders() -> ResponseReturnValue:
    require(current_user, "notices.see_senders", None)
    return render_template("notices/senders.html", senders=queries.senders())


@bp.get("/senders/<code>")
def sender(code: str) -> ResponseReturnValue:
    """Its mark, its red head with its history, and the book of its numbers."""
    require(current_user, "notices.see_senders", None)
    one = queries.get_sender(code)
    grants = queries.grants_of(one)
    page = newest_first(queries.book_of(one), Notice.id, by=Notice.issued_at)
    return render_template(
        "notices/sender.html",
        sender=one,
        grants=grants,
        series=queries.series_of_year(one),
        page=page,
        kinds=notice_kinds(),
        names=names_of({grant.set_by for grant in grants} | {notice.issued_by for notice in page.rows}),
    )


@bp.route("/senders/<code>/name", methods=["GET", "POST"])
def change_sender(code: str) -> ResponseReturnValue:
    require(current_user, "notices.keep_senders", None)
    one = queries.get_sender(code)
    form = SenderForm.received(data={"name": str(one.name), "mark": one.mark})
    if form.sent:
        with form.refusals():
            services.change_sender(
                one, name=form.name.data or "", mark=form.mark.data or "", actor=current_user
            )
            flash(_("Saved. It holds from the next paper on."), "done")
            return redirect(url_for(".sender", code=code))
    return render_template("notices/sender_form.html", sender=one, form=form, what="name"), form.status


@bp.route("/senders/<code>/red-head", methods=["GET", "POST"])
def red_head(code: str) -> ResponseReturnValue:
    require(current_user, "notices.keep_senders", None)
    one = queries.get_sender(code)
    form = RedHeadForm.received()
    if form.sent:
        with form.refusals():
            services.set_red_head(
                one, granted=form.granted.data == "yes", basis=form.basis.data or "", actor=current_user
            )
            flash(_("Saved. It holds from the next paper on."), "done")
            return redirect(url_for(".sender", code=code))
    return render_template("notices/sender_form.html", sender=one, form=form, what="red_head"), form.status


@bp.route("/senders/<code>/by-hand", methods=["GET", "POST"])
def by_hand(code: str) -> ResponseReturnValue:
    require(current_user, "notices.keep_senders", None)
    one = queries.get_sender(code)
    form = by_hand_form(one)
    if form.sent:
        with form.refusals():
            services.continue_after(one, kind=form.kind.data, last=form.last.data or 0, actor=current_user)
            flash(_("Saved. It holds from the next paper on."), "done")
            return redirect(url_for(".sender", code=code))
    return render_template("notices/sender_form.html", sender=one, form=form, what="by_hand"), form.status
