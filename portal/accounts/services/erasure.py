"""Handing out what is known about a person, and letting the person go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import current_app
from sqlalchemy import delete

from portal.accounts import sessions
from portal.accounts.models import RecoveryCode, Standing, User
from portal.accounts.queries import grants_of
from portal.accounts.rules.names import ERASED, fold
from portal.accounts.services.own import prove
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.feature import Feature, Personal
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.services import guarded


def _features() -> Iterator[tuple[str, Personal]]:
    """From the top down: what stands above lets go first."""
    features: tuple[Feature, ...] = current_app.extensions["portal.features"]
    return ((f.name, f.personal) for f in reversed(features) if f.personal)


@guarded("accounts.change_own")
def export(person: User, *, actor: User) -> dict[str, Any]:
    """Everything all features know about the person, by feature. Leaves a line in the audit."""
    return {name: personal.export(person.id) for name, personal in _features()}


@guarded("accounts.change_own")
def erase(person: User, *, password: str, actor: User) -> None:
    """Close one's own account for good."""
    prove(person, password)
    let_go(person)


def let_go(person: User) -> None:
    """Every feature forgets; the row keeps its number, so that books and signatures stay sound.

    Not guarded: `erase` has asked, and so has whoever types `portal erase`.
    """
    if grants_of(person.id):
        raise Refused(_("You hold a role. Ask the security administrator to end it first."))
    for _name, personal in _features():
        personal.forget(person.id)


def forget(user_id: int) -> None:
    """What accounts hold: the row is emptied and goes by a number. Not guarded: the last part of `let_go`."""
    person = db.session.get_one(User, user_id)
    person.username = person.username_folded = f"erased-{user_id}"
    person.name = Bitext.both(f"{ERASED}{user_id}", f"已註銷使用者{user_id}")
    person.name_folded = fold(f"{ERASED}{user_id}")
    person.password_hash, person.totp_secret, person.totp_step = "!", "", 0
    person.phone = person.email = ""
    person.place_id = None
    person.standing = Standing.ERASED
    sessions.end_all(user_id)
    for device in sessions.all_of(user_id):
        device.device = ""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
