"""The register of all notices: what runs, what has ended, and a month of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.cache import turns_at_midnight
from portal.core.db import db
from portal.core.errors import Gone, NotFound
from portal.core.i18n import _
from portal.core.language import dates
from portal.core.similar import folded
from portal.notices.models import Notice, NoticeSender

N = Notice
MOST = 400  # notices of one month or one calendar


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a reader looks for. `state` is "running", "ended" or nothing."""

    words: str = ""
    sender: str = ""
    kind: str = ""
    state: str = ""

    @property
    def parts(self) -> Mapping[str, str]:
        """As they stand in the address, without what was not asked."""
        given = {"q": self.words, "sender": self.sender, "kind": self.kind, "state": self.state}
        return {key: value for key, value in given.items() if value}


def visible_to(_viewer: Any) -> ColumnElement[bool]:
    """Everybody reads what is shown today. What names somebody is gone at the midnight after its last day."""
    turns_at_midnight()
    today = clock.today()
    return and_(
        N.public,
        N.gone_on.is_(None),
        N.starts_on <= today,
        or_(N.shown_until.is_(None), N.shown_until >= today),
    )


def register(asked: Asked, viewer: Any) -> Select[Notice]:
    found = select(N).where(visible_to(viewer)).options(joinedload(N.place), joinedload(N.sender))
    if asked.words:
        for word in asked.words.split():
            found = found.where(N.words.contains(folded(word), autoescape=True))
    if asked.sender:
        found = found.where(N.sender_id.in_(select(NoticeSender.id).where(NoticeSender.code == asked.sender)))
    if asked.kind:
        found = found.where(N.kind == asked.kind)
    if asked.state == "running":
        found = found.where(N.until_on >= clock.today())
    elif asked.state == "ended":
        found = found.where(N.until_on < clock.today())
    return found


def get_notice(code: str, viewer: Any) -> Notice:
    """What was public and is no more is `Gone` (410), with its number and nothing else."""
    found = select(N).where(N.code == code, N.public).options(joinedload(N.place), joinedload(N.sender))
    notice = db.session.scalar(found.where(visible_to(viewer)))
    if notice is not None:
        return notice
    before = db.session.scalar(found)
    if before is None:
        raise NotFound(_("This notice was not found."))
    day = before.gone_on or before.shown_until or before.starts_on
    raise Gone(
        _(
            "The notice %(number)s ended on %(day)s. It is no longer shown.",
            number=before.number,
            day=dates.date(day),
        )
    )


def public_senders(viewer: Any) -> Sequence[NoticeSender]:
    """Those who have something in the register."""
    found = select(NoticeSender).where(NoticeSender.id.in_(select(N.sender_id).where(visible_to(viewer))))
    return db.session.scalars(found.order_by(NoticeSender.mark)).all()


def within(first: date, last: date, viewer: Any) -> Sequence[Notice]:
    """What begins, runs or ends in these days, in the order of issue."""
    found = select(N).where(
        visible_to(viewer),
        N.starts_on <= last,
        or_(N.until_on >= first, and_(N.until_on.is_(None), N.starts_on >= first)),
    )
    found = found.options(joinedload(N.place), joinedload(N.sender))
    return db.session.scalars(found.order_by(N.starts_on, N.issued_at, N.id).limit(MOST)).all()


def running(viewer: Any) -> Sequence[Notice]:
    """What one can object to today, the nearest end first."""
    found = select(N).where(visible_to(viewer), N.until_on >= clock.today())
    found = found.options(joinedload(N.place), joinedload(N.sender))
    return db.session.scalars(found.order_by(N.until_on, N.issued_at, N.id).limit(MOST)).all()


def public_notice(kinds: Collection[str], object_id: int) -> Notice | None:
    """The one that is shown about a thing today, for the page of the thing."""
    found = select(N).where(N.kind.in_(kinds), N.object_id == object_id, visible_to(None))
    return db.session.scalar(found.order_by(N.issued_at.desc(), N.id.desc()).limit(1))


def issued(kind: str, object_id: int) -> bool:
    """Whether there has ever been one about this."""
    found = select(N.id).where(N.kind == kind, N.object_id == object_id)
    return db.session.scalar(found.limit(1)) is not None
