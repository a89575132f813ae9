"""One's nickname for public notices, and the officials who look at nicknames before they are shown."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.i18n import _
from portal.core.paging import newest_first
from portal.core.permissions import require
from portal.points.forms import ReasonForm
from portal.points.forms.nicknames import NicknameForm
from portal.points.models import Nickname
from portal.points.queries import nicknames as queries
from portal.points.services import nicknames as services
from portal.points.views import bp


@bp.route("/nickname", methods=["GET", "POST"])
def nickname() -> ResponseReturnValue:
    """The choice between a number and a nickname."""
    require(current_user, "points.choose_nickname", current_user)
    person = current_user._get_current_object()
    form = NicknameForm.received()
    if form.sent:
        with form.refusals():
            services.choose(person, nickname=form.data["nickname"], actor=person)
            flash(_("Chosen. It is shown as soon as an official has looked at it."), "done")
            return redirect(url_for(".nickname"))
    return render_template("points/nickname.html", form=form, mine=queries.of(person.id)), form.status


@bp.post("/nickname/withdraw")
def withdraw_nickname() -> ResponseReturnValue:
    require(current_user, "points.withdraw_nickname", current_user)
    services.withdraw(current_user._get_current_object(), actor=current_user)
    flash(_("Taken back. From now on your number is shown."), "done")
    return redirect(url_for(".nickname"))


@bp.get("/control/nicknames")
def nicknames() -> ResponseReturnValue:
    require(current_user, "points.award", None)
    return render_template(
        "points/nicknames.html", page=newest_first(queries.looked_at(current_user), Nickname.id)
    )


@bp.post("/control/nicknames/<code>/accept")
def accept_nickname(code: str) -> ResponseReturnValue:
    services.accept(queries.get_nickname(code, current_user), actor=current_user)
    flash(_("The nickname is shown from now on."), "done")
    return redirect(url_for(".nicknames"))


@bp.route("/control/nicknames/<code>/refuse", methods=["GET", "POST"])
def refuse_nickname(code: str) -> ResponseReturnValue:
    found = queries.get_nickname(code, current_user)
    require(current_user, "points.refuse_nickname", found)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.refuse(found, reason=form.data["reason"], actor=current_user)
            flash(_("The nickname is not shown. The person is told why."), "done")
            return redirect(url_for(".nicknames"))
    return (
        render_template(
            "points/reason.html",
            form=form,
            title=_("Refuse a nickname"),
            lead=found.nickname,
            action=_("Refuse"),
            back=url_for(".nicknames"),
            danger=True,
        ),
        form.status,
    )
