"""What stands in which calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Standing, User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.meetings.models import CalendarKey, Meeting, Seat
from portal.meetings.owners import Body
from portal.meetings.states import KNOWN

LOOK_BACK = timedelta(days=400)


def key_of(person: Any) -> CalendarKey | None:
    return db.session.get(CalendarKey, person.id) if getattr(person, "id", None) else None


def public_calendar(body: Body) -> Sequence[Meeting]:
    """The public meetings of a body; nobody's calendar shows anybody else's."""
    found = select(Meeting).where(
        Meeting.owner_kind == body.kind,
        Meeting.owner_id == body.id,
        Meeting.public.is_(True),
        Meeting.state.in_(KNOWN),
        Meeting.starts_at > clock.now() - LOOK_BACK,
    )
    return db.session.scalars(found.order_by(Meeting.starts_at)).all()


def private_calendar(token: str) -> tuple[User, Sequence[Meeting]]:
    """The meetings a person is called to, by the secret of their address."""
    found = select(User).join(CalendarKey, CalendarKey.user_id == User.id).where(CalendarKey.token == token)
    person = db.session.scalar(found)
    if person is None or person.standing is not Standing.ACTIVE:
        raise NotFound(_("There is no calendar under this address."))
    mine = (
        select(Meeting)
        .join(Seat, Seat.meeting_id == Meeting.id)
        .where(
            Seat.user_id == person.id,
            Meeting.state.in_(KNOWN),
            Meeting.starts_at > clock.now() - LOOK_BACK,
        )
    )
    return person, db.session.scalars(mine.order_by(Meeting.starts_at)).all()
