"""The agenda: points in their order, with attachments and with the thing they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.core.types import written
from portal.files.models import StoredFile
from portal.files.services import attach
from portal.meetings.models import AgendaItem, Meeting, MinutesPart, Resolution
from portal.meetings.services.telling import tell
from portal.meetings.states import AgendaKind, MeetingState

MOST_ITEMS = 40
OPEN_TO_CHANGE = frozenset({MeetingState.DRAFT, MeetingState.CALLED, MeetingState.RUNNING})


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point of an agenda, to call a meeting with. `path` leads to the thing it is about."""

    title: Bitext | str
    kind: AgendaKind = AgendaKind.OTHER
    text: str = ""
    path: str = ""
    path_title: Bitext | str = ""
    presenter: Bitext | str = ""
    files: Sequence[StoredFile] = field(default=())


def lay_down(meeting: Meeting, points: Sequence[Point]) -> list[AgendaItem]:
    """Write points at the end of the agenda. Not guarded: part of preparing a meeting."""
    return [_added(meeting, point) for point in points]


def _added(meeting: Meeting, point: Point) -> AgendaItem:
    last = db.session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id))
    if last is not None and last >= MOST_ITEMS:
        raise Refused(_("An agenda has at most %(most)s items.", most=MOST_ITEMS))
    if not str(point.title).strip():
        raise Refused(_("Please say what the item is about."))
    if point.path and not point.path.startswith("/"):
        raise Refused(_("A link of the agenda begins with “/”: it leads to a page of this portal."))
    item = AgendaItem(
        meeting=meeting,
        position=(last or 0) + 1,
        kind=point.kind,
        title=point.title,
        text=point.text,
        path=point.path,
        path_title=point.path_title,
        presenter=point.presenter,
    )
    db.session.add(item)
    db.session.flush()  # files and the next position name it
    attach(point.files, item, public=False)
    return item


def _changeable(meeting: Meeting) -> None:
    if meeting.state not in OPEN_TO_CHANGE:
        raise Refused(_("The meeting is over; what was on its agenda stays as it was."))


def _changed(meeting: Meeting) -> None:
    """After the notice, those on the list hear of a changed agenda once a day."""
    meeting.changed_at = clock.now()
    if meeting.state is MeetingState.CALLED:
        tell(
            meeting,
            N_("The agenda of “%(title)s” (%(when)s) has changed."),
            what=f"agenda:{clock.today().isoformat()}",
        )


@guarded("meetings.edit")
def add_item(meeting: Meeting, *, point: Point, actor: User) -> AgendaItem:
    """Put a point at the end of the agenda."""
    _changeable(meeting)
    item = _added(meeting, point)
    _changed(meeting)
    return item


@guarded("meetings.edit")
def change_item(item: AgendaItem, *, point: Point, actor: User) -> AgendaItem:
    """Say a point differently; files given now are added to those already there."""
    _changeable(item.meeting)
    if not str(point.title).strip():
        raise Refused(_("Please say what the item is about."))
    if point.path and not point.path.startswith("/"):
        raise Refused(_("A link of the agenda begins with “/”: it leads to a page of this portal."))
    item.title, item.kind, item.text = point.title, point.kind, written(point.text)  # type: ignore[assignment]
    item.path, item.path_title = point.path, point.path_title  # type: ignore[assignment]
    item.presenter = point.presenter  # type: ignore[assignment]
    attach(point.files, item, public=False)
    _changed(item.meeting)
    return item


@guarded("meetings.edit")
def move_item(item: AgendaItem, *, up: bool, actor: User) -> AgendaItem:
    """Change places with the neighbour; at the end of the list nothing happens."""
    _changeable(item.meeting)
    beside = select(AgendaItem).where(AgendaItem.meeting_id == item.meeting_id)
    if up:
        beside = beside.where(AgendaItem.position < item.position).order_by(AgendaItem.position.desc())
    else:
        beside = beside.where(AgendaItem.position > item.position).order_by(AgendaItem.position)
    neighbour = db.session.scalar(beside.limit(1))
    if neighbour is not None:
        item.position, neighbour.position = neighbour.position, item.position
    return item


@guarded("meetings.edit")
def drop_item(item: AgendaItem, *, actor: User) -> Meeting:
    """Take a point off; one that something was decided under stays."""
    meeting = item.meeting
    _changeable(meeting)
    used = select(Resolution.id).where(Resolution.item_id == item.id).limit(1)
    written_of = select(MinutesPart.id).where(MinutesPart.item_id == item.id).limit(1)
    if db.session.scalar(used) or db.session.scalar(written_of):
        raise Refused(_("There is a resolution or a part of the minutes under this item; it stays."))
    db.session.delete(item)
    db.session.flush()
    _changed(meeting)
    return meeting
