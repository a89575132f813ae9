"""Passing on who keeps the household, from its page."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.core.i18n import _
from portal.core.permissions import require
from portal.points.queries import households as queries
from portal.points.services import keepers
from portal.points.views import bp

HERE = ".household"


@bp.post("/household/members/<code>/keeper")
def offer_keeping(code: str) -> ResponseReturnValue:
    require(current_user, "points.own", current_user)
    keepers.offer(queries.get_member(code, current_user), actor=current_user)
    flash(_("The person is asked now. The answer is theirs."), "done")
    return redirect(url_for(HERE))


@bp.post("/household/keeper/accept")
def take_keeping() -> ResponseReturnValue:
    keepers.take(queries.own_membership(current_user).household, actor=current_user)
    flash(_("You keep the household now."), "done")
    return redirect(url_for(HERE))


@bp.post("/household/keeper/end")
def end_offer_of_keeping() -> ResponseReturnValue:
    keepers.end_offer(queries.own_membership(current_user).household, actor=current_user)
    flash(_("Nobody is asked any more. The keeper stays."), "done")
    return redirect(url_for(HERE))
