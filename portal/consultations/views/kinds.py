"""The kinds of consultations and their rules: everybody reads them, the city's administrator changes them."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.permissions import LEVELS
from portal.accounts.queries import names_of
from portal.consultations.forms.kinds import METHODS, SESSIONS, KindForm
from portal.consultations.queries import kinds as queries
from portal.consultations.services import kinds as services
from portal.consultations.states import ACTS
from portal.consultations.views import bp
from portal.core import clock
from portal.core.i18n import _
from portal.core.permissions import require

WORDS = {"acts": ACTS, "methods": dict(METHODS), "sessions": dict(SESSIONS), "levels": LEVELS}


@bp.get("/kinds")
def kinds() -> ResponseReturnValue:
    return render_template("consultations/kinds.html", kinds=queries.kinds_on().values())


@bp.get("/kinds/<key>")
def kind(key: str) -> ResponseReturnValue:
    rows = queries.kind_changes(key)
    return render_template(
        "consultations/kind.html",
        kind=queries.get_kind(key),
        rows=rows,
        names=names_of(row.changed_by for row in rows),
        kind_words=WORDS,
    )


@bp.route("/kinds/<key>/edit", methods=["GET", "POST"])
def edit_kind(key: str) -> ResponseReturnValue:
    found = queries.get_kind(key)
    require(current_user, "consultations.set_kind", found)
    form = KindForm.of(found)
    if form.sent:
        with form.refusals():
            services.set_kind(
                found,
                changes=form.changes(found),
                from_day=form.from_day.data or clock.today(),
                reason=form.reason.data or "",
                actor=current_user,
            )
            flash(_("The rules have been changed. What has been announced keeps those of its day."), "done")
            return redirect(url_for(".kind", key=key))
    return render_template("consultations/edit_kind.html", kind=found, form=form), form.status
