"""The jury of a programme: named by the issuer; each member speaks on a page of their own."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.models import User
from portal.accounts.queries import names_of, person_called
from portal.core.errors import NotFound, Refused
from portal.core.i18n import _
from portal.core.permissions import require
from portal.honor import services
from portal.honor.forms.programmes import JurorForm, MarkForm
from portal.honor.queries import figures
from portal.honor.queries import jury as found
from portal.honor.queries.programmes import get_programme
from portal.honor.views import bp


@bp.route("/programmes/<code>/jurors", methods=["GET", "POST"])
def jurors(code: str) -> ResponseReturnValue:
    one = get_programme(code, viewer=current_user)
    require(current_user, "honor.name_juror", one)
    form = JurorForm.received()
    if form.sent:
        with form.refusals():
            services.name_juror(one, person=called(form.person.data or ""), actor=current_user)
            flash(_("The member of the jury has been named."), "done")
            return redirect(url_for(".jurors", code=code))
    seats = found.jurors_of(one)
    return (
        render_template(
            "honor/jurors.html",
            programme=one,
            form=form,
            jurors=seats,
            names=names_of(seat.user_id for seat in seats),
        ),
        form.status,
    )


def called(username: str) -> User:
    try:
        return person_called(username)
    except NotFound as error:
        raise Refused(_("Nobody here has the username “%(name)s”.", name=username)) from error


@bp.route("/<code>/mark", methods=["GET", "POST"])
def mark(code: str) -> ResponseReturnValue:
    candidacy = found.get_judged(code, viewer=current_user)
    require(current_user, "honor.mark", candidacy)
    form = MarkForm.received()
    if form.sent:
        with form.refusals():
            services.mark(
                candidacy,
                admits=form.admits.data == "yes",
                reason=form.reason.data or "",
                actor=current_user,
            )
            flash(_("Your word has been kept. You can change it until the jury decides."), "done")
            return redirect(url_for(".programme", code=candidacy.programme.code))
    return (
        render_template(
            "honor/mark.html",
            form=form,
            entry=candidacy.entry,
            candidacy=candidacy,
            counted=figures.live(candidacy),
        ),
        form.status,
    )
