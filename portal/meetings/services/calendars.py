"""The private address of a person's calendar."""

from __future__ import annotations

import secrets

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.services import guarded
from portal.meetings.models import CalendarKey


@guarded("meetings.keep_calendar")
def renew_calendar(person: User, *, actor: User) -> None:
    """A new secret address for the actor's calendar; the one before answers no more."""
    key = db.session.get(CalendarKey, actor.id) or CalendarKey(user_id=actor.id)
    key.token, key.made_at = secrets.token_urlsafe(24), clock.now()
    db.session.add(key)
