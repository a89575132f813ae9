"""What lists, feeds and search know of entries. Those for members of an alliance or a place only have no card."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import or_, select

from portal.alliances.queries.pages import in_words
from portal.core import clock
from portal.core.cards import Card
from portal.core.db import db
from portal.honor.models import BoardEntry, BoardIssue
from portal.honor.queries.entries import open_objections
from portal.honor.states import EntryState, IssueState, Polarity, Scope


def praise_card(entry_id: int) -> Card | None:
    entry = db.session.get(BoardEntry, entry_id)
    if entry is None or not entry.is_red or not _readable(entry):
        return None
    noticed = entry.state is EntryState.NOTICE
    return _card(
        entry, "praise", closes_at=_end_of(entry.notice_until) if noticed and entry.notice_until else None
    )


def reminder_card(entry_id: int) -> Card | None:
    """Not for search engines, feeds and sitemaps, and gone with the last day of its term."""
    entry = db.session.get(BoardEntry, entry_id)
    if entry is None or entry.is_red or not _readable(entry):
        return None
    return _card(entry, "reminder")


def _readable(entry: BoardEntry) -> bool:
    return entry.scope is Scope.PUBLIC and (
        entry.is_shown or (entry.is_red and entry.state is EntryState.NOTICE)
    )


def _card(entry: BoardEntry, kind: str, closes_at: datetime | None = None) -> Card:
    disputed = entry.id in open_objections([entry.id])
    start = entry.publish_from or entry.notice_from or clock.today()
    return Card(
        kind=kind,
        object_id=entry.id,
        title=entry.title,
        path=f"/honor/{entry.code}",
        at=datetime.combine(start, time(9), tzinfo=clock.CITY_ZONE),
        state="in_dispute" if disputed else str(entry.state),
        place_id=entry.place_id,
        place_path=entry.place.path,
        summary=entry.facts,
        body=entry.facts,
        alliance_id=entry.alliance_id,
        opens_at=datetime.combine(start, time(0), tzinfo=clock.CITY_ZONE) if closes_at else None,
        closes_at=closes_at,
        gone_at=midnight_after(entry.publish_until),
        indexable=entry.is_red,
    )


def _end_of(day: date) -> datetime:
    """The last moment of a day: people read “until the 26th, 23:59”, not “the 27th, 00:00”."""
    return datetime.combine(day, time(23, 59, 59), tzinfo=clock.CITY_ZONE)


def midnight_after(day: date | None) -> datetime | None:
    """The moment at which a last day is over."""
    return clock.end_of(day) if day else None


def issue_card(issue_id: int) -> Card | None:
    """Of praise only. Issues of reminders are found on their board, by those who look for them."""
    issue = db.session.get(BoardIssue, issue_id)
    if issue is None or not issue.is_red or issue.published_at is None:
        return None
    return Card(
        kind="honor_issue",
        object_id=issue.id,
        title=issue.full_title,
        path=f"/honor/issues/{issue.code}",
        at=issue.published_at,
        state=str(issue.state),
        place_id=issue.place.id,
        place_path=issue.place.path,
        summary=in_words(issue.foreword, 90),
        body=in_words(issue.foreword),
        alliance_id=issue.alliance_id,
    )


def issue_ids() -> list[int]:
    return list(db.session.scalars(select(BoardIssue.id).where(BoardIssue.state == IssueState.PUBLISHED)))


def praise_ids() -> list[int]:
    return _ids(Polarity.RED)


def reminder_ids() -> list[int]:
    return _ids(Polarity.BLACK)


def _ids(polarity: Polarity) -> list[int]:
    public = or_(BoardEntry.state == EntryState.PUBLISHED, BoardEntry.state == EntryState.NOTICE)
    return list(db.session.scalars(select(BoardEntry.id).where(BoardEntry.polarity == polarity, public)))
