"""What people do with their own account."""

from __future__ import annotations

from portal.accounts import sessions
from portal.accounts.models import SignIn, User
from portal.accounts.rules import names, passwords
from portal.accounts.services.signing_in import refuse_taken
from portal.core import limits
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.core.work import unit_of_work

PROOFS = Limit(8, 15 * 60)


def prove(person: User, password: str) -> None:
    """Ask for the password once more, before anything else is changed: the try is committed by itself.

    Not guarded: one's own password only.
    """
    key = f"proof:{person.id}"
    with unit_of_work():
        limits.check(key, PROOFS)
        limits.count(key)
    if not passwords.matches(password, person.password_hash):
        raise Refused(_("This is not your present password."))
    limits.forgive(key)


def confirm(person: User, password: str) -> None:
    """That it is still the same person, before a name is put under something. Only a wrong try is committed.

    Not guarded: one's own password only. Unlike `prove` it leaves what the request does in one transaction.
    """
    key = f"proof:{person.id}"
    limits.check(key, PROOFS)
    if not passwords.matches(password, person.password_hash):
        with unit_of_work():
            limits.count(key)
        raise Refused(_("This is not your present password."))


@guarded("accounts.change_own")
def change_password(person: User, *, old: str, new: str, actor: User) -> None:
    """All other devices have to sign in again; the view renews this one."""
    prove(person, old)
    if old == new:
        raise Refused(_("The new password is the old one. Please take another."))
    person.password_hash = passwords.hashed(new)
    sessions.end_all(person.id)


@guarded("accounts.change_own")
def change_details(
    person: User, *, name: str, place_id: int | None, phone: str | None, email: str, locale: str, actor: User
) -> None:
    """What others see, and how the portal reaches the person. `phone` None leaves the number as it is."""
    if name != person.name.original:
        refuse_taken("", name, but=person.id)
        person.name = name  # type: ignore[assignment]  # a str becomes a Bitext
        person.name_folded = names.fold(name)
    person.place_id, person.email, person.locale = place_id, email, locale
    if phone is not None:
        person.phone = phone


@guarded("accounts.change_own")
def sign_out_device(person: User, *, sign_in_id: int, actor: User) -> None:
    """End the session of one of one's own devices."""
    device = db.session.get(SignIn, sign_in_id)
    if device is None or device.user_id != person.id:
        raise Refused(_("This device is signed out already."))
    sessions.end_one(person.id, sign_in_id)


@guarded("accounts.change_own")
def sign_out_everywhere(person: User, *, actor: User) -> None:
    """End all sessions but the one that asks."""
    sessions.end_all(person.id, but=person.token)
