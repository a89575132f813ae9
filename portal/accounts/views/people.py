"""Accounts and roles, for the security administrator."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import queries
from portal.accounts.forms import GrantForm, ReasonForm
from portal.accounts.models import Role, Standing, User
from portal.accounts.permissions import LEVELS, ROLES
from portal.accounts.services import grants, second_factor
from portal.accounts.services import people as services
from portal.accounts.views import bp
from portal.core.forms import choices
from portal.core.i18n import _
from portal.core.language import UnreadableText, clean_line
from portal.core.paging import newest_first
from portal.core.permissions import require
from portal.places.models import PlaceKind
from portal.places.queries import get_place, places_of_kind


def asked(name: str) -> str:
    """A word from the address, cleaned; nonsense is nothing."""
    try:
        return clean_line(request.args.get(name, ""))[:60]
    except UnreadableText:
        return ""


@bp.get("/control/people")
def people() -> ResponseReturnValue:
    require(current_user, "accounts.see_people", None)
    words, standing, role = asked("q"), asked("standing"), asked("role")
    page = newest_first(queries.people(words, standing, role), User.id, 30)
    return render_template(
        "accounts/people.html",
        page=page,
        asked={"q": words, "standing": standing, "role": role},
        standings=Standing,
        levels=LEVELS,
        roles=ROLES,
    )


@bp.get("/control/people/<username>")
def person(username: str) -> ResponseReturnValue:
    require(current_user, "accounts.see_people", None)
    return show(username, GrantForm())


@bp.post("/control/people/<username>/grants")
def give_role(username: str) -> ResponseReturnValue:
    require(current_user, "accounts.see_people", None)
    form = GrantForm.received()
    form.place.choices = place_choices()
    if form.sent:
        given = form.data
        with form.refusals():
            grants.give(
                queries.person_called(username),
                role=Role(given["role"]),
                place=get_place(given["place"]),
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                reason=given["reason"],
                actor=current_user,
            )
            flash(_("The role is given."), "done")
            return redirect(url_for(".person", username=username))
    return show(username, form), form.status


@bp.route("/control/grants/<int:grant_id>/end", methods=["GET", "POST"])
def end_role(grant_id: int) -> ResponseReturnValue:
    require(current_user, "accounts.see_people", None)
    grant = queries.get_grant(grant_id)
    holder = queries.get_person(grant.user_id)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            grants.end(grant, reason=form.data["reason"], actor=current_user)
            flash(_("The role has ended; the person has to sign in again."), "done")
            return redirect(url_for(".person", username=holder.username))
    title = _("End the role: %(role)s", role=ROLES[grant.role])
    lead = _("%(name)s loses the role at once and has to sign in again on every device.", name=holder.name)
    return ask_reason(form, holder, title, lead, _("End the role"))


@bp.route("/control/people/<username>/suspend", methods=["GET", "POST"])
def suspend(username: str) -> ResponseReturnValue:
    require(current_user, "accounts.see_people", None)
    whom = queries.person_called(username)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            services.suspend(whom, reason=form.data["reason"], actor=current_user)
            flash(_("The account is suspended."), "done")
            return redirect(url_for(".person", username=username))
    title = _("Suspend the account of %(name)s", name=whom.name)
    lead = _("Nobody can sign in with it until it is opened again. What the person has written stays.")
    return ask_reason(form, whom, title, lead, _("Suspend the account"))


@bp.post("/control/people/<username>/reopen")
def reopen(username: str) -> ResponseReturnValue:
    require(current_user, "accounts.see_people", None)
    services.reopen(queries.person_called(username), actor=current_user)
    flash(_("The account is open again."), "done")
    return redirect(url_for(".person", username=username))


@bp.route("/control/people/<username>/second-factor", methods=["GET", "POST"])
def reset_second_factor(username: str) -> ResponseReturnValue:
    require(current_user, "accounts.see_people", None)
    whom = queries.person_called(username)
    form = ReasonForm.received()
    if form.sent:
        with form.refusals():
            second_factor.reset(whom, reason=form.data["reason"], actor=current_user)
            flash(_("The second factor is taken off; the person sets it up anew."), "done")
            return redirect(url_for(".person", username=username))
    title = _("Take off the second factor of %(name)s", name=whom.name)
    lead = _("Only when phone and recovery codes are lost, and the person stands before you.")
    return ask_reason(form, whom, title, lead, _("Take off the second factor"))


def ask_reason(form: ReasonForm, whom: User, title: str, lead: str, act: str) -> ResponseReturnValue:
    page = render_template("accounts/reason.html", form=form, whom=whom, title=title, lead=lead, act=act)
    return page, form.status


def place_choices() -> list[Any]:
    found = places_of_kind(PlaceKind.CITY, PlaceKind.STREET, PlaceKind.COMMUNITY)
    return choices((place.slug, "　" * (place.path.count("/") - 2) + str(place.name)) for place in found)


def show(username: str, grant_form: GrantForm) -> str:
    whom = queries.person_called(username)
    grant_form.place.choices = place_choices()
    held = queries.all_grants_of(whom.id)
    suspensions = queries.suspensions_of(whom.id)
    involved = [i for grant, _place in held for i in (grant.given_by, grant.ended_by)]
    involved += [i for one in suspensions for i in (one.given_by, one.lifted_by)]
    return render_template(
        "accounts/person.html",
        whom=whom,
        home=queries.home_of(whom),
        held=held,
        suspensions=suspensions,
        names=queries.names_of(involved),
        grant_form=grant_form,
        standings=Standing,
        levels=LEVELS,
        roles=ROLES,
    )
