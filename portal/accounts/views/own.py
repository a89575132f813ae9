"""My account."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import queries
from portal.accounts.permissions import LEVELS, ROLES
from portal.accounts.views import bp
from portal.core.panels import panels
from portal.core.permissions import require


@bp.get("/me")
def me() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    return render_template(
        "accounts/me.html",
        place=queries.home_of(current_user),
        held=queries.grants_of(current_user.id),
        panels=panels("mine", current_user, current_user),
        levels=LEVELS,
        roles=ROLES,
    )
