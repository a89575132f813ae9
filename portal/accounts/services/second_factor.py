"""The second factor: setting it up, using it, taking it off."""

from __future__ import annotations

from sqlalchemy import delete, select

from portal.accounts import sessions
from portal.accounts.models import RecoveryCode, User
from portal.accounts.queries import grants_of
from portal.accounts.rules import second_factor as rules
from portal.accounts.services.own import prove
from portal.core import clock, limits
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.core.work import unit_of_work

TRIES = Limit(8, 15 * 60)


@guarded("accounts.change_own")
def switch_on(person: User, *, secret: str, code: str, actor: User) -> list[str]:
    """From now on signing in asks for a code. Returns the recovery codes, which are shown this once."""
    step = rules.step_of(secret, code, at=clock.now(), after=0)
    if step is None:
        raise Refused(_("This code is not right. Is the phone's clock right?"))
    person.totp_secret, person.totp_step = secret, step
    person.__dict__.pop("_roles", None)  # sleeping roles wake up
    sessions.end_all(person.id, but=person.token)
    return _write_codes(person)


@guarded("accounts.change_own")
def write_new_codes(person: User, *, password: str, actor: User) -> list[str]:
    """New recovery codes; the old ones work no more."""
    prove(person, password)
    return _write_codes(person)


@guarded("accounts.change_own")
def switch_off(person: User, *, password: str, actor: User) -> None:
    """Only for those who hold no role."""
    prove(person, password)
    if grants_of(person.id):
        raise Refused(_("Your role needs a second factor; it cannot be switched off."))
    _take_off(person)


@guarded("accounts.reset_second_factor")
def reset(person: User, *, reason: str, actor: User) -> None:
    """The phone is lost and the codes too: the person sets it up anew, and signs in again everywhere."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    _take_off(person)
    sessions.end_all(person.id)


def _take_off(person: User) -> None:
    person.totp_secret, person.totp_step = "", 0
    person.__dict__.pop("_roles", None)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == person.id))


def _write_codes(person: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == person.id))
    codes = rules.new_codes()
    db.session.add_all(RecoveryCode(user_id=person.id, code_hash=rules.code_hash(code)) for code in codes)
    return codes


def check_code(person: User, code: str) -> None:
    """A code from the app or one from paper, each once. Not guarded: the person is not signed in yet.

    The try is counted and committed first: guessing six digits is slow whatever the answers are.
    """
    key = f"second:{person.id}"
    with unit_of_work():
        limits.check(key, TRIES)
        limits.count(key)
    step = rules.step_of(person.totp_secret, code, at=clock.now(), after=person.totp_step)
    if step is not None:
        person.totp_step = step
    elif not _use_recovery_code(person, code):
        raise Refused(_("This code is not right, or has been used already."))
    limits.forgive(key)


def _use_recovery_code(person: User, code: str) -> bool:
    found = select(RecoveryCode).where(
        RecoveryCode.user_id == person.id,
        RecoveryCode.code_hash == rules.code_hash(code),
        RecoveryCode.used_at.is_(None),
    )
    row = db.session.scalar(found.with_for_update())
    if row is not None:
        row.used_at = clock.now()
    return row is not None
