"""Minutes in all their versions, and the tasks that came of a meeting."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from markupsafe import escape
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.queries import names_of
from portal.core import clock
from portal.core.audit import Damage
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext, Script
from portal.core.masking import mask_name, mask_personal_data
from portal.core.settings import setting
from portal.meetings import rules
from portal.meetings.models import AgendaItem, HandVote, Meeting, Minutes, MinutesPart, Resolution, Seat, Task
from portal.meetings.owners import owner_kind
from portal.meetings.queries.finding import inside, is_inside, officiates, visible_to
from portal.meetings.states import Audience, MeetingState, MinutesState, TaskState
from portal.places.queries import work_calendar


def versions_of(meeting: Meeting) -> Sequence[Minutes]:
    """All versions, the newest first."""
    found = select(Minutes).where(Minutes.meeting_id == meeting.id)
    return db.session.scalars(found.order_by(Minutes.number.desc())).all()


def confirmed_minutes(meeting: Meeting) -> bool:
    return any(m.state is not MinutesState.DRAFT for m in versions_of(meeting))


def confirm_by(meeting: Meeting) -> date:
    """The last working day on which the minutes should be confirmed."""
    ended = clock.local(meeting.ended_at or meeting.ends_at).date()
    return work_calendar().add_working_days(ended, int(setting("meetings.confirm_days")))


def damaged() -> Iterator[Damage]:
    """Confirmed minutes whose text has changed, and votes by hand that no longer give the stored result."""
    frozen = select(Minutes).where(Minutes.text_hash != "").order_by(Minutes.id)
    for minutes in db.session.scalars(frozen):
        if hash_of(minutes) != minutes.text_hash:
            yield Damage("meeting_minutes", minutes.id, "the text is not the one that was confirmed")
    open_votes = select(Resolution).where(Resolution.result.is_not(None), Resolution.secret.is_(False))
    for resolution in db.session.scalars(open_votes.order_by(Resolution.id)):
        cast = select(HandVote.choice).where(HandVote.resolution_id == resolution.id)
        hands = db.session.scalars(cast).all()
        rule = resolution.meeting.adoption_rule
        entitled, present = resolution.entitled, resolution.present
        if rules.result(rule, entitled=entitled, present=present, hands=hands).to_json() != resolution.result:
            yield Damage("meeting_resolution", resolution.id, "its hands do not give the stored result")


def minutes_waiting_for(person: Any) -> Sequence[Minutes]:
    """Drafts of ended meetings that wait for this officer's word, and confirmed ones that the secretary publishes."""
    if not getattr(person, "id", None):
        return []
    presides = and_(Meeting.chair_id == person.id, Minutes.chair_by.is_(None))
    keeps = and_(Meeting.secretary_id == person.id, Minutes.secretary_by.is_(None))
    waits = or_(
        and_(Minutes.state == MinutesState.DRAFT, or_(presides, keeps)),
        and_(Minutes.state == MinutesState.CONFIRMED, Meeting.secretary_id == person.id),
    )
    found = select(Minutes).join(Minutes.meeting).where(Meeting.state == MeetingState.ENDED, waits)
    return db.session.scalars(found.options(contains_eager(Minutes.meeting)).order_by(Minutes.id)).all()


def readable(meeting: Meeting, viewer: Any) -> list[Minutes]:
    """The versions a reader may open: officers all, those inside the published, others the public ones."""
    versions = list(versions_of(meeting))
    if officiates(viewer, meeting):
        return versions
    published = [m for m in versions if m.state is MinutesState.PUBLISHED]
    if published and is_inside(viewer, meeting):
        return published
    return [m for m in published if m.audience is Audience.EVERYBODY]


def get_minutes(meeting: Meeting, number: int, viewer: Any) -> Minutes:
    found = next((m for m in readable(meeting, viewer) if m.number == number), None)
    if found is None:
        raise NotFound(_("These minutes were not found."))
    return found


def parts_of(minutes: Minutes) -> Sequence[MinutesPart]:
    found = select(MinutesPart).where(MinutesPart.minutes_id == minutes.id)
    return db.session.scalars(found.order_by(MinutesPart.position, MinutesPart.id)).all()


def get_part(minutes: Minutes, part_id: int) -> MinutesPart:
    found = select(MinutesPart).where(MinutesPart.minutes_id == minutes.id, MinutesPart.id == part_id)
    part = db.session.scalar(found)
    if part is None:
        raise NotFound(_("This part of the minutes was not found."))
    return part


def hash_of(minutes: Minutes) -> str:
    """The SHA-256 of what was written, in order: headings and texts as they were typed."""
    text = [[part.heading.original, part.text.original] for part in parts_of(minutes)]
    canonical = json.dumps(
        [minutes.meeting.code, minutes.number, text], ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def covered_names(meeting: Meeting) -> list[Bitext]:
    """Those on the list whose names the public does not read: all but who holds an office or presides."""
    if setting("meetings.names_to_others") == "full":
        return []
    owner = owner_kind(meeting.owner_kind)
    named = {meeting.chair_id, meeting.secretary_id}
    named |= {*owner.chairs(meeting.owner_id), *owner.secretaries(meeting.owner_id)}
    found = select(Seat).where(Seat.meeting_id == meeting.id).options(joinedload(Seat.user))
    return [seat.called for seat in db.session.scalars(found) if seat.user_id not in named]


def for_the_public(text: Bitext, names: Iterable[Bitext]) -> Bitext:
    """A text with names and numbers of people covered, in both scripts."""
    known = sorted(
        {str(escape(name.in_script(s))) for name in names for s in Script if name}, key=len, reverse=True
    )
    hans, hant = (_covered(text.in_script(s), known) for s in Script)
    return Bitext.both(hans, hant, text.script)


def _covered(text: str, names: Sequence[str]) -> str:
    for name in names:
        if len(name) > 1:
            text = text.replace(name, mask_name(name))
    return mask_personal_data(text)


def tasks_of(meeting: Meeting) -> Sequence[Task]:
    found = select(Task).where(Task.meeting_id == meeting.id).options(joinedload(Task.user))
    return db.session.scalars(found.order_by(Task.due_on, Task.id)).all()


def get_task(meeting: Meeting, task_id: int) -> Task:
    found = select(Task).where(Task.meeting_id == meeting.id, Task.id == task_id)
    task = db.session.scalar(found.options(joinedload(Task.user)))
    if task is None:
        raise NotFound(_("This task was not found."))
    return task


def my_tasks(person: Any, limit: int = 10) -> Sequence[Task]:
    """What the person has promised and not done yet, the most urgent first."""
    if not getattr(person, "id", None):
        return []
    found = select(Task).where(Task.user_id == person.id, Task.state == TaskState.OPEN)
    return db.session.scalars(
        found.options(joinedload(Task.meeting)).order_by(Task.due_on, Task.id).limit(limit)
    ).all()


def open_tasks_of(kind: str, body_id: int, viewer: Any, limit: int = 20) -> Sequence[Task]:
    """What is still to be done from all meetings of a body, and of those that have become a part of it.

    For those inside: a task names a person, also where the meeting itself was open to everybody.
    """
    bodies = {body_id} | owner_kind(kind).parts(body_id)
    found = (
        select(Task)
        .join(Meeting, Meeting.id == Task.meeting_id)
        .where(
            Meeting.owner_kind == kind,
            Meeting.owner_id.in_(bodies),
            Task.state == TaskState.OPEN,
            visible_to(viewer),
            inside(viewer),
        )
        .options(joinedload(Task.user), joinedload(Task.meeting))
    )
    return db.session.scalars(found.order_by(Task.due_on, Task.id).limit(limit)).all()


def signers_of(minutes: Minutes) -> dict[int, Bitext]:
    """The names of those who have confirmed."""
    return names_of([minutes.chair_by, minutes.secretary_by, minutes.drafted_by])


def may_open_item(viewer: Any, item_id: int) -> bool:
    """The attachments of an item are for those who may read of its meeting."""
    found = select(AgendaItem.id).join(Meeting, Meeting.id == AgendaItem.meeting_id)
    return bool(db.session.scalar(found.where(AgendaItem.id == item_id, visible_to(viewer))))


def may_open_list(viewer: Any, meeting_id: int) -> bool:
    """Scans and sheets of the attendance list are for those who officiate."""
    meeting = db.session.get(Meeting, meeting_id)
    return meeting is not None and officiates(viewer, meeting)


def may_open_seat(viewer: Any, seat_id: int) -> bool:
    seat = db.session.get(Seat, seat_id)
    return seat is not None and officiates(viewer, seat.meeting)


def may_open_minutes(viewer: Any, minutes_id: int) -> bool:
    """The PDF with full names is for those inside, once published."""
    minutes = db.session.get(Minutes, minutes_id)
    if minutes is None:
        return False
    if officiates(viewer, minutes.meeting):
        return True
    return minutes.state is MinutesState.PUBLISHED and is_inside(viewer, minutes.meeting)


def number_of_open_tasks(kind: str, body_id: int) -> int:
    found = select(func.count(Task.id)).join(Meeting, Meeting.id == Task.meeting_id)
    mine = (Meeting.owner_kind == kind, Meeting.owner_id == body_id, Task.state == TaskState.OPEN)
    return int(db.session.scalar(found.where(*mine)) or 0)
