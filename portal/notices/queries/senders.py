"""Organisations that issue papers, and the book of their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.audit import Damage
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _, speaking
from portal.core.similar import folded
from portal.notices.kinds import NoticeKind, Sender
from portal.notices.models import Notice, NoticeSender, NoticeSeries, RedHeadGrant
from portal.notices.rules import LONGEST_MARK, mark_of_place
from portal.places.models import Place


def of_place(place: Place) -> Sender:
    return Sender(
        kind="place", id=place.id, name=place.name, place=place, mark=mark_of_place(place.name.hans)
    )


def find_sender(kind: str, owner_id: int) -> NoticeSender | None:
    found = select(NoticeSender).where(NoticeSender.owner_kind == kind, NoticeSender.owner_id == owner_id)
    return db.session.scalar(found)


def marks_for(sender: Sender) -> Iterator[str]:
    """What its numbers may begin with: as proposed, else with the name of the place around it, else counted."""
    mark = sender.mark or "公文"
    yield mark
    around = db.session.get(Place, sender.place.parent_id or sender.place.id)
    if around is not None:
        yield (mark_of_place(around.name.hans) + mark)[:LONGEST_MARK]
    for count in "二三四五六七八九":
        yield mark[: LONGEST_MARK - 1] + count


def mark_taken(mark: str, besides: int = 0) -> bool:
    found = select(NoticeSender.id).where(NoticeSender.mark == mark, NoticeSender.id != besides)
    return not mark or db.session.scalar(found) is not None


def senders() -> Sequence[NoticeSender]:
    found = select(NoticeSender).options(joinedload(NoticeSender.place)).order_by(NoticeSender.mark)
    return db.session.scalars(found).all()


def get_sender(code: str) -> NoticeSender:
    found = select(NoticeSender).where(NoticeSender.code == code).options(joinedload(NoticeSender.place))
    sender = db.session.scalar(found)
    if sender is None:
        raise NotFound(_("This organisation was not found."))
    return sender


def grants_of(sender: NoticeSender) -> Sequence[RedHeadGrant]:
    """Who entitled it and who ended that, the newest first."""
    found = select(RedHeadGrant).where(RedHeadGrant.sender_id == sender.id)
    return db.session.scalars(found.order_by(RedHeadGrant.id.desc())).all()


def book_of(sender: NoticeSender) -> Select[Notice]:
    """Every number it has given; the book says nothing of what the papers were about."""
    return select(Notice).where(Notice.sender_id == sender.id)


def series_of_year(sender: NoticeSender) -> Sequence[NoticeSeries]:
    """How far the numbers of this year have come."""
    found = select(NoticeSeries).where(
        NoticeSeries.sender_id == sender.id, NoticeSeries.year == clock.today().year
    )
    return db.session.scalars(found.order_by(NoticeSeries.prefix)).all()


def missing_numbers() -> Iterator[Damage]:
    """A run of numbers with a hole, for `portal verify`."""
    counted = (
        select(NoticeSeries.id, NoticeSeries.last - NoticeSeries.before, func.count(Notice.id))
        .outerjoin(Notice, Notice.series_id == NoticeSeries.id)
        .group_by(NoticeSeries.id, NoticeSeries.last, NoticeSeries.before)
        .order_by(NoticeSeries.id)
    )
    for series_id, given, there in db.session.execute(counted):
        if given != there:
            yield Damage("notice_series", series_id, f"{given} numbers were given, {there} notices are there")


def searchable(notice: Notice, kind: NoticeKind) -> str:
    """Number, title, sender and kind in one script, for the search of the register."""
    with speaking("zh_Hans"):
        label = str(kind.label)
    parts = (notice.number.hans, notice.title.hans, notice.signed.hans, notice.place.name.hans, label)
    return " ".join(folded(part) for part in parts)
