"""Coming in and going out."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from portal.accounts import queries, sessions
from portal.accounts.forms import PreferencesForm, RegisterForm, SignInForm
from portal.accounts.models import User
from portal.accounts.rules import passwords
from portal.accounts.services import signing_in
from portal.accounts.views import bp
from portal.core import clock
from portal.core.csrf import without_csrf
from portal.core.forms import choices
from portal.core.i18n import _, current_locale
from portal.core.pages import safe_next
from portal.core.web import LOCALES
from portal.places.models import PlaceKind
from portal.places.queries import places_of_kind

YEAR = 365 * 24 * 3600
WAITING, PATIENCE = "waiting_for_code", 600  # seconds from the password to the code


def remote() -> str:
    return request.remote_addr or "unknown"


def enter(person: User, target: str, **known: str) -> ResponseReturnValue:
    """A fresh cookie for a fresh session; nothing of the visit before stays in it.

    Who holds a role and has no second factor yet is led to set it up first.
    """
    device = request.user_agent.string[:200]
    signing_in.let_in(person, device=device, address=remote(), **known)
    session.clear()
    login_user(person)
    if queries.grants_of(person.id) and not queries.has_second_factor(person):
        return redirect(url_for("accounts.second_factor"))
    return redirect(safe_next(target) if target else url_for("accounts.me"))


def renew() -> None:
    """A new session in place of the present one."""
    person = current_user._get_current_object()
    device = request.user_agent.string[:200]
    sessions.begin(person, device)
    session.clear()
    login_user(person)


def wait_for_code(person: User, target: str) -> ResponseReturnValue:
    """The password was right. Who this is stands signed in the cookie until the code has come."""
    session.clear()
    session[WAITING] = {
        "user": person.id,
        "stamp": sessions.token_hash(person.password_hash),
        "at": int(clock.now().timestamp()),
        "next": target,
    }
    return redirect(url_for("accounts.second_step"))


def waiting_person() -> User | None:
    """Who has given the right password within the last minutes and owes the code."""
    waiting = session.get(WAITING)
    if not waiting or clock.now().timestamp() - waiting["at"] > PATIENCE:
        return None
    person = queries.get_person(waiting["user"])
    unchanged = sessions.token_hash(person.password_hash) == waiting["stamp"]
    return person if unchanged and person.is_active and person.totp_secret else None


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm.received(data={"next": request.args.get("next", "")})
    given = form.data
    if current_user.is_authenticated and not form.is_submitted:
        return redirect(safe_next(given["next"]))
    if form.sent:
        with form.refusals():
            known = {"username": given["username"], "password": given["password"]}
            person = signing_in.person_with(**known, address=remote())
            if person.totp_secret:
                return wait_for_code(person, given["next"])
            return enter(person, given["next"], **known)
    demo = current_app.extensions["portal.config"].demo
    return render_template("accounts/sign_in.html", form=form, demo=demo), form.status


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if current_user.is_authenticated:
        signing_in.leave(current_user)
        logout_user()
    session.clear()
    flash(_("You are signed out."), "done")
    return redirect(safe_next(request.form.get("next")) if request.form.get("next") else url_for(".sign_in"))


@bp.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    form = RegisterForm.received()
    communities = places_of_kind(PlaceKind.COMMUNITY)
    form.place.choices = choices([("", _("Not yet")), *((place.slug, place.name) for place in communities)])
    if form.sent:
        given = form.data
        home = {place.slug: place.id for place in communities}.get(given["place"])
        with form.refusals():
            person = signing_in.register(
                username=given["username"],
                name=given["name"],
                password_hash=passwords.hashed(given["password"]),
                address=remote(),
                place_id=home,
                phone=given["phone"] or "",
                is_minor=given["is_minor"],
                locale=current_locale(),
            )
            flash(_("Welcome, %(name)s. Your account is ready.", name=person.name), "done")
            return enter(person, "")
    return render_template("accounts/register.html", form=form), form.status


@bp.route("/preferences", methods=["GET", "POST"])
@without_csrf
def preferences() -> ResponseReturnValue:
    """How pages look on this device: cookies only, so that anonymous pages need no token and no session."""
    form = PreferencesForm.received()
    target = safe_next(form.next.data)
    if not form.sent:
        return redirect("/" if form.is_submitted is False else target)
    if form.locale.data:
        target = in_language(target, form.locale.data)
    answer = redirect(target)
    for name in ("theme", "size", "locale"):
        if value := form[name].data:
            answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return answer


def in_language(path: str, locale: str) -> str:
    """The same page in another language."""
    head, _slash, rest = path.removeprefix("/").partition("/")
    rest = rest if head in LOCALES.values() else path.removeprefix("/")
    return f"/{LOCALES[locale]}/{rest}"
