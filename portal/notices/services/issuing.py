"""A notice for everybody: numbered, on paper, in the register; and how it goes again."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.language import Bitext
from portal.notices import papers, queries, search
from portal.notices.kinds import Sender, notice_kinds
from portal.notices.models import Notice
from portal.notices.services.numbering import draw
from portal.papers.services import take_back as take_papers_back


def issue_notice(
    kind: str, *, sender: Sender, object_id: int, title: Bitext, path: str, actor_id: int, **days: Any
) -> Notice:
    """The next number, and `show` at once. Not guarded: part of the service that issues."""
    notice = draw(kind, sender=sender, object_id=object_id, actor_id=actor_id)
    show(notice, title=title, path=path, **days)
    return notice


def show(
    notice: Notice,
    *,
    title: Bitext,
    path: str,
    until: date | None = None,
    office: Bitext | str = "",
    names_somebody: bool = False,
    shown_until: date | None = None,
) -> None:
    """From today in the register and on paper. `until` is the last day to object, `shown_until` the last one at all.

    Whatever names somebody is gone with its last day at the latest. Not guarded: part of the service that issues.
    """
    notice.public, notice.title, notice.path = True, title, path
    notice.starts_on, notice.until_on, notice.names_somebody = clock.today(), until, names_somebody
    notice.shown_until = shown_until or (until if names_somebody else None)
    notice.office = office  # type: ignore[assignment]  # a str becomes a Bitext when it is set
    notice.words = queries.searchable(notice, notice_kinds()[notice.kind])
    db.session.flush()  # its text is read from the thing it speaks of
    notice.text_hash = papers.hash_of(notice)
    papers.issue_paper(notice)
    search.changed(notice)


def take_back(object_id: int, *kinds: str) -> None:
    """What it speaks of is over: out of the register, its PDFs gone, the number and the proof stay.

    Not guarded: part of the service that ends the thing.
    """
    theirs = select(Notice).where(Notice.kind.in_(kinds), Notice.object_id == object_id)
    for notice in db.session.scalars(theirs.where(Notice.public, Notice.gone_on.is_(None))).all():
        _go(notice)


def forget_what_is_over() -> int:
    """Titles and PDFs of what named somebody. Not guarded: by the clock, which has hidden it from everybody already."""
    over = select(Notice).where(Notice.public, Notice.gone_on.is_(None), Notice.shown_until < clock.today())
    rows = db.session.scalars(over.order_by(Notice.id)).all()
    for notice in rows:
        _go(notice)
    return len(rows)


def _go(notice: Notice) -> None:
    notice.gone_on = clock.today()
    if notice.names_somebody:
        notice.title, notice.words, notice.office = Bitext.of(""), "", Bitext.of("")
    take_papers_back(papers.KIND, notice.id)
    search.changed(notice)
