"""From L1 to L2: the person comes to the counter, one worker looks, another one agrees."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import select

from portal.accounts.models import Document, Level, LevelRequest, RequestState, User
from portal.accounts.queries import open_requests_of
from portal.accounts.states import CONFIRMATION
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.services import guarded
from portal.events.notifications import PeopleTold
from portal.places.models import Place

VALID_FOR = timedelta(days=14)
LETTERS = "ACDEFHJKLMNPRTUVWXY34679"  # read out over a counter: nothing sounds or looks like another


@guarded("accounts.ask_confirmation")
def ask(person: User, *, place: Place, actor: User) -> LevelRequest:
    """Get a short code to read out at the community's service point. A new one replaces the old."""
    for old in open_requests_of(person.id):
        if old.state is RequestState.CHECKED:
            raise Refused(_("You have been there already; a second person still has to confirm it."))
        CONFIRMATION.move(old, "expire", actor=None)
    code = "".join(secrets.choice(LETTERS) for _letter in range(6))
    request = LevelRequest(
        code=code,
        user=person,
        user_id=person.id,
        place=place,
        place_id=place.id,
        expires_at=clock.now() + VALID_FOR,
    )
    db.session.add(request)
    db.session.flush()  # the audit line names it
    return request


@guarded("accounts.check_identity")
def check(request: LevelRequest, *, document: Document, is_minor: bool, actor: User) -> None:
    """The actor has seen the person and the document. No number is written down."""
    if request.expires_at < clock.now():
        raise Refused(_("This code has run out. The person can get a new one under “My account”."))
    CONFIRMATION.move(request, "check", actor=actor)
    request.document, request.is_minor = document, is_minor
    request.checked_by, request.checked_at = actor.id, clock.now()


@guarded("accounts.confirm_identity")
def confirm(request: LevelRequest, *, actor: User) -> None:
    """A second person agrees: the level rises."""
    CONFIRMATION.move(request, "confirm", actor=actor)
    request.confirmed_by, request.confirmed_at = actor.id, clock.now()
    person = request.user
    person.level = max(person.level, Level.L2)
    person.is_minor = request.is_minor
    person.place_id = person.place_id or request.place_id
    _tell(request, N_("Your identity is confirmed: you can vote, sign and redeem points now."))


@guarded("accounts.confirm_identity")
def refuse(request: LevelRequest, *, reason: str, actor: User) -> None:
    """The second person does not agree; the person may come again."""
    CONFIRMATION.move(request, "refuse", actor=actor, reason=reason)
    request.confirmed_by, request.confirmed_at = actor.id, clock.now()
    _tell(request, N_("Your identity could not be confirmed: %(reason)s"), reason=reason)


def run_out() -> int:
    """Time-driven: codes that nobody brought to a counter in time. Not guarded: the clock."""
    late = select(LevelRequest).where(
        LevelRequest.state == RequestState.OPEN, LevelRequest.expires_at < clock.now()
    )
    expired = list(db.session.scalars(late))
    for request in expired:
        CONFIRMATION.move(request, "expire", actor=None)
    return len(expired)


def _tell(request: LevelRequest, message: str, **values: str) -> None:
    key = f"confirmation:{request.id}"
    announce(PeopleTold(user_ids=(request.user_id,), message=message, path="/me", key=key, values=values))
