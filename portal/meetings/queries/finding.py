"""Finding meetings, and who may know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import joinedload

from portal.accounts.models import Role
from portal.accounts.queries import places_where
from portal.core import clock
from portal.core.cards import Card
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext, Script
from portal.core.paging import Page, newest_first
from portal.core.richtext import excerpt, text_of
from portal.meetings.models import AgendaItem, Meeting, Seat
from portal.meetings.owners import Body, owner_kind, owner_kinds
from portal.meetings.states import AHEAD, KNOWN, MeetingState
from portal.places.models import Place

OVER = (MeetingState.ENDED, MeetingState.CANCELLED)
OFFICIALS = (Role.COMMUNITY_WORKER, Role.EDITOR, Role.REVIEWER, Role.ISSUER, Role.AUDITOR)


def of_bodies(column_of: dict[str, frozenset[int]]) -> ColumnElement[bool]:
    parts = [
        and_(Meeting.owner_kind == kind, Meeting.owner_id.in_(ids)) for kind, ids in column_of.items() if ids
    ]
    return or_(*parts) if parts else false()


def inside(viewer: Any) -> ColumnElement[bool]:
    """Meetings whose inner papers the viewer reads: on the list, of the body, or an official of the place."""
    if not getattr(viewer, "id", None):
        return false()
    paths = places_where(viewer, *OFFICIALS)
    here = select(Place.id).where(or_(false(), *(Place.path.startswith(path) for path in paths)))
    return or_(
        exists().where(Seat.meeting_id == Meeting.id, Seat.user_id == viewer.id),
        of_bodies({kind: owner.belongs(viewer) for kind, owner in owner_kinds().items()}),
        Meeting.place_id.in_(here) if paths else false(),
        Meeting.chair_id == viewer.id,
        Meeting.secretary_id == viewer.id,
    )


def preparing(viewer: Any) -> ColumnElement[bool]:
    if not getattr(viewer, "id", None):
        return false()
    return or_(
        Meeting.chair_id == viewer.id,
        Meeting.secretary_id == viewer.id,
        of_bodies({kind: owner.called_by(viewer) for kind, owner in owner_kinds().items()}),
    )


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """The one place that knows who may read of a meeting: a draft those who prepare it, a called one those
    who are inside, a public one everybody."""
    return or_(
        and_(Meeting.state.in_(KNOWN), or_(Meeting.public.is_(True), inside(viewer))),
        and_(Meeting.state == MeetingState.DRAFT, preparing(viewer)),
    )


def is_inside(viewer: Any, meeting: Meeting) -> bool:
    """Whether the viewer reads names, attendance and inner minutes."""
    found = select(true()).where(Meeting.id == meeting.id, inside(viewer))
    return bool(db.session.scalar(found))


def must_be_inside(viewer: Any, meeting: Meeting) -> None:
    """What only those inside may know does not exist for others."""
    if not is_inside(viewer, meeting):
        raise NotFound(_("This page was not found."))


def officiates(viewer: Any, meeting: Meeting) -> bool:
    if not getattr(viewer, "id", None):
        return False
    named = viewer.id in {meeting.chair_id, meeting.secretary_id}
    return named or owner_kind(meeting.owner_kind).may_call(viewer, meeting.owner_id)


def get_meeting(code: str, viewer: Any) -> Meeting:
    found = select(Meeting).where(Meeting.code == code, visible_to(viewer))
    meeting = db.session.scalar(
        found.options(joinedload(Meeting.place), joinedload(Meeting.chair), joinedload(Meeting.secretary))
    )
    if meeting is None:
        raise NotFound(_("This meeting was not found."))
    return meeting


def meetings_of(kind: str, body_id: int, viewer: Any) -> Select[Any]:
    return select(Meeting).where(Meeting.owner_kind == kind, Meeting.owner_id == body_id, visible_to(viewer))


def in_order(page: Page[Meeting]) -> Page[Meeting]:
    """The rows of one page as people look for them: what comes, by its day, then what was, the latest first."""
    ahead = sorted((one for one in page.rows if one.state not in OVER), key=lambda one: one.starts_at)
    past = sorted((one for one in page.rows if one.state in OVER), key=lambda one: one.starts_at)
    return replace(page, rows=[*ahead, *reversed(past)])


def body_page(body: Body, viewer: Any) -> Page[Meeting]:
    """All meetings of a body, those called last first."""
    return in_order(newest_first(meetings_of(body.kind, body.id, viewer), Meeting.id))


def next_of(kind: str, body_id: int, viewer: Any, limit: int = 2) -> Sequence[Meeting]:
    """What is running or comes next."""
    found = meetings_of(kind, body_id, viewer).where(
        Meeting.state.in_(AHEAD), Meeting.ends_at > clock.now() - timedelta(days=1)
    )
    return db.session.scalars(found.order_by(Meeting.starts_at).limit(limit)).all()


def called_of(kind: str, body_id: int) -> Sequence[Meeting]:
    """Meetings of a body that have been called or are being prepared, and not held."""
    found = select(Meeting).where(
        Meeting.owner_kind == kind,
        Meeting.owner_id == body_id,
        Meeting.state.in_((MeetingState.DRAFT, MeetingState.CALLED)),
    )
    return db.session.scalars(found.order_by(Meeting.starts_at)).all()


def prepared_by(person: Any) -> Sequence[Meeting]:
    """Meetings to come that this officer has prepared and nobody has been told of."""
    if not getattr(person, "id", None):
        return []
    found = select(Meeting).where(
        Meeting.state == MeetingState.DRAFT,
        Meeting.starts_at > clock.now(),
        or_(Meeting.chair_id == person.id, Meeting.secretary_id == person.id),
    )
    return db.session.scalars(found.order_by(Meeting.starts_at)).all()


def past_of(kind: str, body_id: int, viewer: Any, limit: int = 3) -> Sequence[Meeting]:
    found = meetings_of(kind, body_id, viewer).where(Meeting.state == MeetingState.ENDED)
    return db.session.scalars(found.order_by(Meeting.starts_at.desc()).limit(limit)).all()


def waiting_for(person: Any, limit: int = 5) -> Sequence[Meeting]:
    """The person's own next meetings."""
    if not getattr(person, "id", None):
        return []
    found = (
        select(Meeting)
        .join(Seat, Seat.meeting_id == Meeting.id)
        .where(
            Seat.user_id == person.id,
            Meeting.state.in_(AHEAD),
            Meeting.ends_at > clock.now() - timedelta(days=1),
        )
    )
    return db.session.scalars(found.order_by(Meeting.starts_at).limit(limit)).all()


def coming(viewer: Any) -> Page[Meeting]:
    """Every meeting the viewer may know of, those called last first."""
    return in_order(newest_first(select(Meeting).where(visible_to(viewer)), Meeting.id))


def agenda_of(meeting: Meeting) -> Sequence[AgendaItem]:
    found = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    return db.session.scalars(found.order_by(AgendaItem.position, AgendaItem.id)).all()


def get_item(meeting: Meeting, item_id: int) -> AgendaItem:
    found = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.id == item_id)
    item = db.session.scalar(found)
    if item is None:
        raise NotFound(_("This item is not on the agenda."))
    return item


def all_ids() -> list[int]:
    return list(db.session.scalars(select(Meeting.id).order_by(Meeting.id)))


def card(meeting_id: int) -> Card | None:
    """A public meeting for lists, feeds and search."""
    found = select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.place))
    meeting = db.session.scalar(found)
    if meeting is None or not meeting.public or meeting.state not in KNOWN:
        return None
    return Card(
        kind="meeting",
        object_id=meeting.id,
        title=meeting.title,
        path=meeting.path,
        at=meeting.notice_sent_at or meeting.made_at,
        state=str(meeting.state),
        place_id=meeting.place_id,
        place_path=meeting.place.path,
        summary=in_words(meeting.purpose, 90),
        body=in_words(meeting.purpose),
    )


def in_words(html: Bitext, length: int = 0) -> Bitext:
    """Stored HTML as plain text in both scripts, cut to a length when one is given."""
    hans, hant = (
        excerpt(html.in_script(s), length) if length else text_of(html.in_script(s)) for s in Script
    )
    return Bitext.both(hans, hant, html.script)
