"""Setting up the second factor, and using it."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import queries
from portal.accounts.forms import ConfirmPasswordForm, SecondStepForm, SwitchOnForm
from portal.accounts.rules import second_factor as rules
from portal.accounts.services import second_factor as services
from portal.accounts.views import bp
from portal.accounts.views.door import WAITING, enter, waiting_person
from portal.core import qr
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.permissions import require
from portal.core.settings import setting

FRESH = "second_factor_secret"  # in the session's cookie until the first code has proved it


@bp.route("/sign-in/code", methods=["GET", "POST"])
def second_step() -> ResponseReturnValue:
    """The password was right; now the code."""
    person = waiting_person()
    if person is None:
        flash(_("Please sign in once more."), "warn")
        return redirect(url_for(".sign_in"))
    form = SecondStepForm.received()
    if form.sent:
        target = session[WAITING]["next"]
        with form.refusals():
            services.check_code(person, form.data["code"])
            return enter(person, target)
    return render_template("accounts/second_step.html", form=form), form.status


@bp.route("/me/second-factor", methods=["GET", "POST"])
def second_factor() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    if current_user.totp_secret:
        return render_template("accounts/second_factor_on.html", form=ConfirmPasswordForm())
    secret = session.setdefault(FRESH, rules.new_secret())
    form = SwitchOnForm.received()
    if form.sent:
        with form.refusals():
            codes = services.switch_on(
                current_user, secret=secret, code=form.data["code"], actor=current_user
            )
            session.pop(FRESH)
            return render_template("accounts/recovery_codes.html", codes=codes)
    portal = str(Bitext.name(setting("city.portal_name")))
    address = rules.address(secret, account=current_user.username, portal=portal)
    return (
        render_template(
            "accounts/second_factor.html",
            form=form,
            secret=secret,
            picture=qr.svg(address),
            needed=bool(queries.grants_of(current_user.id)),
        ),
        form.status,
    )


@bp.post("/me/second-factor/codes")
def recovery_codes() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    form = ConfirmPasswordForm.received()
    if form.sent:
        with form.refusals():
            given = form.data["password"]
            codes = services.write_new_codes(current_user, password=given, actor=current_user)
            return render_template("accounts/recovery_codes.html", codes=codes)
    return render_template("accounts/second_factor_on.html", form=form), form.status


@bp.post("/me/second-factor/off")
def second_factor_off() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    form = ConfirmPasswordForm.received()
    if form.sent:
        with form.refusals():
            services.switch_off(current_user, password=form.data["password"], actor=current_user)
            flash(_("The second factor is switched off."), "done")
            return redirect(url_for(".me"))
    return render_template("accounts/second_factor_on.html", form=form), form.status
