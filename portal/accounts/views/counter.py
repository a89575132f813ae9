"""Confirming an identity: the citizen's code, and the two people at the community's counter."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import queries
from portal.accounts.forms import AskConfirmationForm, CheckForm, CounterForm, ReasonForm
from portal.accounts.models import Document, RequestState
from portal.accounts.services import identity
from portal.accounts.states import CONFIRMATION, DOCUMENTS
from portal.accounts.views import bp
from portal.core.errors import NotFound, Refused
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.permissions import require
from portal.places.models import PlaceKind
from portal.places.queries import get_place, places_of_kind


@bp.route("/me/confirm", methods=["GET", "POST"])
def ask_confirmation() -> ResponseReturnValue:
    """The citizen's side: how it goes, and the code."""
    require(current_user, "accounts.change_own", current_user)
    communities = places_of_kind(PlaceKind.COMMUNITY)
    home = {place.id: place.slug for place in communities}.get(current_user.place_id or 0, "")
    form = AskConfirmationForm.received(data={"place": home})
    form.place.choices = choices((place.slug, place.name) for place in communities)
    if form.sent:
        with form.refusals():
            place = get_place(form.data["place"])
            identity.ask(current_user, place=place, actor=current_user)
            return redirect(url_for(".ask_confirmation"))
    waiting = next(iter(queries.open_requests_of(current_user.id)), None)
    return (
        render_template(
            "accounts/ask_confirmation.html", form=form, waiting=waiting, label=CONFIRMATION.label
        ),
        form.status,
    )


@bp.route("/counter", methods=["GET", "POST"])
def counter() -> ResponseReturnValue:
    """The worker's side: type the code that is read out; below, what waits for a second person."""
    require(current_user, "accounts.see_requests", None)
    form = CounterForm.received()
    if form.sent:
        with form.refusals():
            try:
                request = queries.get_request(form.data["code"], viewer=current_user)
            except NotFound as missing:
                raise Refused(str(missing)) from missing
            return redirect(url_for(".counter_request", code=request.code))
    waiting = queries.waiting_requests(current_user)
    names = queries.names_of(one.checked_by for one in waiting)
    return render_template("accounts/counter.html", form=form, waiting=waiting, names=names), form.status


@bp.get("/counter/<code>")
def counter_request(code: str) -> ResponseReturnValue:
    require(current_user, "accounts.see_requests", None)
    return show(code, CheckForm(), ReasonForm())


@bp.post("/counter/<code>/check")
def check_identity(code: str) -> ResponseReturnValue:
    require(current_user, "accounts.see_requests", None)
    request = queries.get_request(code, viewer=current_user)
    form = CheckForm.received()
    if form.sent:
        given = form.data
        with form.refusals():
            identity.check(
                request,
                document=Document(given["document"]),
                is_minor=given["is_minor"],
                actor=current_user,
            )
            flash(_("Recorded. Now a colleague has to confirm it."), "done")
            return redirect(url_for(".counter"))
    return show(code, form, ReasonForm()), form.status


@bp.post("/counter/<code>/confirm")
def confirm_identity(code: str) -> ResponseReturnValue:
    require(current_user, "accounts.see_requests", None)
    request = queries.get_request(code, viewer=current_user)
    identity.confirm(request, actor=current_user)
    flash(_("The identity of %(name)s is confirmed.", name=request.user.name), "done")
    return redirect(url_for(".counter"))


@bp.post("/counter/<code>/refuse")
def refuse_identity(code: str) -> ResponseReturnValue:
    require(current_user, "accounts.see_requests", None)
    request = queries.get_request(code, viewer=current_user)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            identity.refuse(request, reason=form.data["reason"], actor=current_user)
            flash(_("The person is told that it could not be confirmed, and why."), "done")
            return redirect(url_for(".counter"))
    return show(code, CheckForm(), form), form.status


def show(code: str, check: CheckForm, refuse: ReasonForm) -> str:
    request = queries.get_request(code, viewer=current_user)
    history = CONFIRMATION.history(request)
    return render_template(
        "accounts/counter_request.html",
        request=request,
        check=check,
        refuse=refuse,
        documents=DOCUMENTS,
        states=RequestState,
        label=CONFIRMATION.label,
        steps=CONFIRMATION.transitions,
        history=history,
        names=queries.names_of(row.actor_id for row in history),
    )
