"""My account."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

from flask import Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, logout_user

from portal.accounts import queries, sessions
from portal.accounts.forms import ChangePasswordForm, DetailsForm, EraseForm
from portal.accounts.permissions import LEVELS, ROLES
from portal.accounts.personal import VALUES, WORDS
from portal.accounts.rules.devices import device_name
from portal.accounts.services import erasure, own
from portal.accounts.views import bp
from portal.accounts.views.door import YEAR, renew
from portal.core import clock
from portal.core.duties import duties_of
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.masking import mask_phone
from portal.core.pages import typed_lang
from portal.core.panels import panels
from portal.core.permissions import require
from portal.places.models import PlaceKind
from portal.places.queries import places_of_kind

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+\d\d:\d\d")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@bp.get("/me")
def me() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    return render_template(
        "accounts/me.html",
        place=queries.home_of(current_user),
        held=queries.grants_of(current_user.id),
        sleeping=not queries.has_second_factor(current_user),
        request_open=next(iter(queries.open_requests_of(current_user.id)), None),
        phone=mask_phone(current_user.phone) if current_user.phone else "",
        panels=panels("mine", current_user, current_user),
        duties=duties_of(current_user),
        levels=LEVELS,
        roles=ROLES,
    )


@bp.get("/me/work")
def work() -> ResponseReturnValue:
    """Everything that waits for this person now, from all parts of the portal."""
    require(current_user, "accounts.change_own", current_user)
    return render_template("accounts/work.html", duties=duties_of(current_user))


@bp.route("/me/details", methods=["GET", "POST"])
def details() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    communities = places_of_kind(PlaceKind.COMMUNITY)
    home = {place.id: place.slug for place in communities}.get(current_user.place_id or 0, "")
    known = {
        "name": current_user.name.original,
        "email": current_user.email,
        "locale": current_user.locale,
        "place": home,
    }
    form = DetailsForm.received(data=known)
    form.place.choices = choices([("", _("Not yet")), *((place.slug, place.name) for place in communities)])
    if form.sent:
        given = form.data
        slug, phone = given["place"], "" if given["forget_phone"] else given["phone"] or None
        place_id = {place.slug: place.id for place in communities}.get(slug)
        with form.refusals():
            own.change_details(
                current_user,
                name=given["name"],
                place_id=place_id,
                phone=phone,
                email=given["email"] or "",
                locale=given["locale"],
                actor=current_user,
            )
            flash(_("Saved."), "done")
            answer = redirect(url_for(".me"))
            answer.set_cookie(
                "locale", given["locale"], max_age=YEAR, samesite="Lax", secure=request.is_secure
            )
            return answer
    phone = mask_phone(current_user.phone) if current_user.phone else ""
    return render_template("accounts/details.html", form=form, phone=phone), form.status


@bp.route("/me/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    form = ChangePasswordForm.received()
    form.username = current_user.username
    if form.sent:
        given = form.data
        with form.refusals():
            own.change_password(current_user, old=given["old"], new=given["new"], actor=current_user)
            renew()
            flash(_("Your password is changed. All other devices have to sign in again."), "done")
            return redirect(url_for(".me"))
    return render_template("accounts/password.html", form=form), form.status


@bp.get("/me/devices")
def devices() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    here = sessions.token_hash(current_user.token)
    return render_template(
        "accounts/devices.html",
        devices=sessions.open_ones(current_user.id),
        this=here,
        device_name=device_name,
    )


@bp.post("/me/devices/<int:sign_in_id>/end")
def end_device(sign_in_id: int) -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    own.sign_out_device(current_user, sign_in_id=sign_in_id, actor=current_user)
    flash(_("This device is signed out."), "done")
    return redirect(url_for(".devices"))


@bp.post("/me/devices/end")
def end_devices() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    own.sign_out_everywhere(current_user, actor=current_user)
    flash(_("All other devices are signed out."), "done")
    return redirect(url_for(".devices"))


@bp.get("/me/data")
def data() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    known = erasure.export(current_user, actor=current_user)
    return render_template("accounts/data.html", known=known, words=WORDS, said=said, typed_in=typed_lang)


def said(value: str) -> Any:
    """What an export says for machines, for people: a moment, a day, a word."""
    if MOMENT.fullmatch(value):
        return datetime.fromisoformat(value)
    if DAY.fullmatch(value):
        return date.fromisoformat(value)
    return VALUES.get(value, value)


@bp.post("/me/data.json")
def data_file() -> ResponseReturnValue:
    """A POST, so that the audit keeps a line of it."""
    require(current_user, "accounts.change_own", current_user)
    known = erasure.export(current_user, actor=current_user)
    body = json.dumps(known, ensure_ascii=False, indent=1, default=str)
    name = f"yiyue-{clock.today():%Y%m%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype="application/json", headers=headers)


@bp.route("/me/erase", methods=["GET", "POST"])
def erase() -> ResponseReturnValue:
    require(current_user, "accounts.change_own", current_user)
    form = EraseForm.received()
    if form.sent:
        with form.refusals():
            erasure.erase(current_user, password=form.data["password"], actor=current_user)
            logout_user()
            session.clear()
            flash(_("Your account is erased. Thank you for the time you were with us."), "done")
            return redirect(url_for(".sign_in"))
    return render_template("accounts/erase.html", form=form), form.status
