"""What the portal's own search knows of notices: what the register shows, as long as it shows it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select

from portal.core import clock
from portal.core.cards import Card
from portal.core.db import db
from portal.core.events import announce
from portal.core.language import Bitext
from portal.events.catalog import CardChanged
from portal.notices.kinds import in_both, notice_kinds
from portal.notices.models import Notice
from portal.notices.queries import visible_to

KIND = "notice"


def card(notice_id: int) -> Card | None:
    """Found by search only: lists, feeds and sitemap show the thing it speaks of. Reminders are never found so."""
    notice = db.session.get(Notice, notice_id)
    if notice is None or not notice.is_shown or not notice_kinds()[notice.kind].searched:
        return None
    last = notice.shown_until
    return Card(
        kind=KIND,
        object_id=notice.id,
        title=notice.title,
        path=notice.address,
        at=notice.issued_at,
        state="shown",
        place_id=notice.place_id,
        place_path=notice.place.path,
        body=_words(notice),
        gone_at=datetime.combine(last + timedelta(days=1), time(), tzinfo=clock.CITY_ZONE) if last else None,
        indexable=not notice.names_somebody,
        listed=False,
    )


def _words(notice: Notice) -> Bitext:
    """By its number, its sender and what it is."""
    label = notice_kinds()[notice.kind].label
    return in_both(lambda: f"{notice.number} {notice.signed} {label}")


def all_ids() -> list[int]:
    return list(db.session.scalars(select(Notice.id).where(visible_to(None))))


def changed(notice: Notice) -> None:
    """It has come into the register, or gone."""
    announce(CardChanged(kind=KIND, object_id=notice.id))
