"""Signing in, and who is new here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

from portal.accounts import sessions
from portal.accounts.models import Level, Standing, User
from portal.accounts.rules import names, passwords
from portal.core import limits
from portal.core.audit import record
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.limits import Limit
from portal.core.work import unit_of_work

BY_ACCOUNT_HERE = Limit(8, 15 * 60)
BY_ACCOUNT = Limit(40, 15 * 60)
BY_ADDRESS = Limit(60, 15 * 60)
NEW_BY_ADDRESS = Limit(20, 60 * 60)


def _keys_of(username: str, address: str) -> dict[str, Limit]:
    """An account is guarded from one address sooner than from all: nobody locks the real person out for good."""
    account = names.fold(username)[:64]
    return {
        f"sign-in:{account}:{address}": BY_ACCOUNT_HERE,
        f"sign-in:{account}": BY_ACCOUNT,
        f"sign-in:address:{address}": BY_ADDRESS,
    }


def note_try(username: str, address: str) -> str:
    """Count this try and commit, so that it counts even when the answer is an error. Returns the stored hash.

    Not guarded: nobody is signed in yet. Checking the password afterwards holds no transaction open.
    """
    with unit_of_work():
        for key, limit in _keys_of(username, address).items():
            limits.check(key, limit)
            limits.count(key)
        stored = select(User.password_hash).where(
            User.username_folded == names.fold(username)[:64], User.standing != Standing.ERASED
        )
        return db.session.scalar(stored) or passwords.nobodys_hash()


def person_with(username: str, password: str, address: str) -> User:
    """Who this is. Unknown, suspended and wrong look and cost the same. Not guarded: nobody is signed in yet."""
    stored = note_try(username, address)
    right = passwords.matches(password, stored)
    found = select(User).where(User.username_folded == names.fold(username)[:64])
    person: User | None = db.session.scalar(found) if right else None
    if person is None or person.password_hash != stored:
        raise Refused(_("Username and password do not belong together. Please look at both again."))
    if not person.is_active:
        raise Refused(_("This account has been suspended. Please ask at the city's service point."))
    return person


def let_in(person: User, *, device: str, username: str = "", password: str = "", address: str = "") -> str:
    """Open a new session and give back its token. Not guarded: the password, or the code, was right."""
    if password and passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hashed(password)
    for key in _keys_of(username or person.username, address):
        if not key.startswith("sign-in:address:"):
            limits.forgive(key)
    record(person, "accounts.sign_in", person)
    return sessions.begin(person, device)


def leave(person: Any) -> None:
    """End this device's session: the cookie is worth nothing afterwards. Not guarded: only one's own."""
    sessions.end(person.token)
    record(person, "accounts.sign_out", person)


def register(
    *,
    username: str,
    name: str,
    password_hash: str,
    address: str,
    place_id: int | None,
    phone: str,
    is_minor: bool,
    locale: str,
) -> User:
    """A new person on level L1. Not guarded: everybody may; slowed down by address."""
    key = f"register:{address}"
    limits.check(key, NEW_BY_ADDRESS)
    refuse_taken(username, name)
    person = User(
        username=username,
        username_folded=names.fold(username),
        name=name,
        name_folded=names.fold(name),
        password_hash=password_hash,
        level=Level.L1,
        place_id=place_id,
        phone=phone,
        is_minor=is_minor,
        locale=locale,
    )
    db.session.add(person)
    limits.count(key)
    db.session.flush()  # the audit line and the session need the id
    record(person, "accounts.register", person)
    return person


def refuse_taken(username: str, name: str, *, but: int | None = None) -> None:
    """Not guarded: asks only. Taken is what folds to the same."""
    folded, shown = names.fold(username), names.fold(name)
    taken = select(User.username_folded, User.name_folded).where(
        or_(User.username_folded == folded, User.name_folded == shown), User.id != (but or 0)
    )
    for its_username, _its_name in db.session.execute(taken):
        if its_username == folded:
            raise Refused(_("This username is taken. Please choose another one."))
        raise Refused(_("Somebody already goes by this name. Please add something, your street for example."))
