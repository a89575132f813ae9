"""Giving and ending roles: only the security administrator, with a reason, for a term."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_, select

from portal.accounts import sessions
from portal.accounts.models import Grant, Level, Role, User
from portal.core import clock
from portal.core.audit import record
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.places.models import Place

# whoever runs the system, guards the accounts or reads the log does only one of the three
DUTIES = frozenset({Role.ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})


@guarded("accounts.grant")
def give(
    person: User,
    *,
    role: Role,
    place: Place,
    reason: str,
    actor: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
    body_kind: str = "",
    body_id: int | None = None,
) -> Grant:
    """Let the person hold a role in a place and below, or for one body only."""
    starts_on = starts_on or clock.today()
    if not person.is_active:
        raise Refused(_("This account is closed; it cannot hold a role."))
    if person.level < Level.L2:
        raise Refused(_("The identity of this person has to be confirmed first."))
    if ends_on and ends_on < max(starts_on, clock.today()):
        raise Refused(_("The last day lies before the first, or is over already."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    _refuse_two_duties(person, role)
    grant = Grant(
        user_id=person.id,
        role=role,
        place_id=place.id,
        body_kind=body_kind,
        body_id=body_id,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by=actor.id,
        reason=reason,
    )
    db.session.add(grant)
    person.level = Level.L3
    person.__dict__.pop("_roles", None)
    db.session.flush()  # the message's key names the grant
    _tell(person, N_("You hold a new role, see “My account”."), f"grant:{grant.id}:given")
    return grant


def _refuse_two_duties(person: User, role: Role) -> None:
    others = select(Grant.role).where(
        Grant.user_id == person.id,
        Grant.role.in_(DUTIES - {role}),
        Grant.ended_at.is_(None),
        or_(Grant.ends_on.is_(None), Grant.ends_on >= clock.today()),
    )
    if role in DUTIES and db.session.scalar(others.limit(1)):
        raise Refused(
            _("System, security and audit are three duties of three people: this person holds one already.")
        )


@guarded("accounts.end_grant")
def end(grant: Grant, *, reason: str, actor: User) -> None:
    """The role is lost at once, on every device: the person has to sign in again."""
    if grant.ended_at is not None:
        raise Refused(_("This role has ended already."))
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    grant.ended_at, grant.ended_by = clock.now(), actor.id
    grant.end_reason = reason  # type: ignore[assignment]  # a str becomes a Bitext
    person = db.session.get_one(User, grant.user_id)
    lower(person)
    sessions.end_all(person.id)
    _tell(person, N_("One of your roles has ended, see “My account”."), f"grant:{grant.id}:ended")


def lower(person: User) -> None:
    """Back to L2 when no role is left. Not guarded: follows the loss of a role."""
    person.__dict__.pop("_roles", None)
    left = select(func.count(Grant.id)).where(
        Grant.user_id == person.id,
        Grant.ended_at.is_(None),
        or_(Grant.ends_on.is_(None), Grant.ends_on >= clock.today()),
    )
    if person.level is Level.L3 and not db.session.scalar(left):
        person.level = Level.L2


def run_out() -> int:
    """Time-driven: terms that are over end like others, sessions and level too. Not guarded: the clock."""
    over = select(Grant).where(Grant.ended_at.is_(None), Grant.ends_on < clock.today())
    ended = list(db.session.scalars(over))
    for grant in ended:
        grant.ended_at = clock.now()
        db.session.flush()  # `lower` counts what is left
        person = db.session.get_one(User, grant.user_id)
        lower(person)
        sessions.end_all(person.id)
        record(None, "accounts.grant_ran_out", grant)
    return len(ended)


def appoint(person: User, *, role: Role, place: Place, reason: str) -> Grant:
    """The first administrators of a city, when there is nobody yet who could give a role.

    Not guarded: `portal appoint`, typed by whoever runs the installation, and the demo city.
    """
    _refuse_two_duties(person, role)
    grant = Grant(user_id=person.id, role=role, place_id=place.id, starts_on=clock.today(), reason=reason)
    db.session.add(grant)
    person.level = Level.L3
    person.__dict__.pop("_roles", None)
    db.session.flush()  # the audit line names the grant
    record(None, "accounts.appoint", grant)
    return grant


def _tell(person: User, message: str, key: str) -> None:
    announce(PeopleTold(user_ids=(person.id,), message=message, path="/me", key=key))
