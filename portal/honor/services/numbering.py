"""What is announced, served and decided gets its number in the same transaction, and what is public its paper."""

from __future__ import annotations

from sqlalchemy import select

from portal.core.db import db
from portal.honor import notices
from portal.honor.models import BoardEntry, Candidacy
from portal.honor.states import Scope
from portal.notices.models import Notice
from portal.notices.services import draw, issue_notice, show, take_back


def announce_praise(entry: BoardEntry, actor_id: int) -> Notice:
    """公示, for everybody who may read the entry. Not guarded: part of giving notice."""
    if entry.scope is not Scope.PUBLIC:
        return _number(entry, notices.PROPOSED, actor_id)
    return issue_notice(
        notices.PROPOSED,
        sender=notices.sender_of(entry),
        object_id=entry.id,
        title=notices.title_for(entry, notices.PROPOSED),
        path=f"/honor/{entry.code}",
        actor_id=actor_id,
        until=entry.notice_until,
        office=entry.notice_office,
        names_somebody=entry.names_somebody,
    )


def announce_title(entry: BoardEntry, candidacy: Candidacy | None, actor_id: int) -> Notice:
    """The decision takes the place of the notice. Not guarded: part of publishing praise."""
    if entry.names_somebody:
        take_back(entry.id, notices.PROPOSED)
    kind = notices.TITLED if candidacy else notices.AWARDED
    if entry.scope is not Scope.PUBLIC:
        return _number(entry, kind, actor_id)
    return issue_notice(
        kind,
        sender=notices.sender_of(entry),
        object_id=entry.id,
        title=notices.title_for(entry, kind),
        path=f"/honor/{entry.code}",
        actor_id=actor_id,
        names_somebody=entry.names_somebody,
        shown_until=entry.publish_until,
    )


def number_served(entry: BoardEntry, actor_id: int) -> Notice:
    """事先告知书, for the one concerned only. Not guarded: part of serving it."""
    return _number(entry, notices.SERVED, actor_id)


def number_decision(entry: BoardEntry, actor_id: int) -> Notice:
    """Numbered when it is signed, shown when it is published. Not guarded: part of signing it."""
    return _number(entry, notices.DECIDED, actor_id)


def _number(entry: BoardEntry, kind: str, actor_id: int) -> Notice:
    """What is for some only has a number and does not come into the register."""
    return draw(kind, sender=notices.sender_of(entry), object_id=entry.id, actor_id=actor_id)


def announce_reminder(entry: BoardEntry) -> None:
    """Only what everybody may read comes into the register. Not guarded: part of publishing a reminder."""
    if entry.scope is not Scope.PUBLIC:
        return
    found = select(Notice).where(Notice.kind == notices.DECIDED, Notice.object_id == entry.id)
    notice = db.session.scalar(found)
    if notice is None:  # decided before the portal counted: its typed number stays outside the register
        return
    show(
        notice,
        title=notices.title_for(entry, notices.DECIDED),
        path=f"/honor/{entry.code}",
        names_somebody=True,
        shown_until=entry.publish_until,
    )
