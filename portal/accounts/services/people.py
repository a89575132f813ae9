"""What the security administrator does with accounts of others."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts import sessions
from portal.accounts.models import Standing, Suspension, User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.services import guarded


@guarded("accounts.suspend")
def suspend(person: User, *, reason: str, actor: User) -> Suspension:
    """Close an account for now: nobody can sign in with it, and all its sessions end."""
    if person.standing is not Standing.ACTIVE:
        raise Refused(_("This account is closed already."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    person.standing = Standing.SUSPENDED
    sessions.end_all(person.id)
    suspension = Suspension(user_id=person.id, reason=reason, given_by=actor.id)
    db.session.add(suspension)
    db.session.flush()  # the audit line names it
    return suspension


@guarded("accounts.suspend")
def reopen(person: User, *, actor: User) -> None:
    """Open a suspended account again."""
    if person.standing is not Standing.SUSPENDED:
        raise Refused(_("This account is not suspended."))
    person.standing = Standing.ACTIVE
    last = select(Suspension).where(Suspension.user_id == person.id, Suspension.lifted_at.is_(None))
    for suspension in db.session.scalars(last):
        suspension.lifted_by, suspension.lifted_at = actor.id, clock.now()
