"""What the clock says: tasks that are due, meetings that come, minutes that nobody has confirmed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select

from portal.core import clock
from portal.core.db import db
from portal.core.i18n import N_
from portal.meetings import queries
from portal.meetings.models import Meeting, Task
from portal.meetings.services.tasks import tell_of_task
from portal.meetings.services.telling import tell
from portal.meetings.states import MeetingState, TaskState

LOOK_BACK = timedelta(days=60)


def remind_of_tasks() -> int:
    """Tell people on the day a task is due, and once more, with the secretary, when it is overdue.

    Not guarded: run by the clock, repeatable.
    """
    today = clock.today()
    found = select(Task).where(
        Task.state == TaskState.OPEN,
        Task.due_on <= today,
        or_(Task.reminded_on.is_(None), (Task.reminded_on <= Task.due_on) & (Task.due_on < today)),
    )
    tasks = db.session.scalars(found.order_by(Task.id).limit(500)).all()
    for task in tasks:
        if task.overdue:
            people = [task.user_id, task.meeting.secretary_id]
            tell_of_task(task, N_("Overdue since %(due)s from “%(title)s”: %(text)s"), "overdue", people)
        else:
            tell_of_task(task, N_("Due today from “%(title)s”: %(text)s"), "due", [task.user_id])
        task.reminded_on = today
    return len(tasks)


def remind_of_meetings() -> int:
    """The day before: a word to everybody on the list. Not guarded: run by the clock, repeatable."""
    now = clock.now()
    found = select(Meeting).where(
        Meeting.state == MeetingState.CALLED,
        Meeting.starts_at > now,
        Meeting.starts_at <= now + timedelta(days=1),
        Meeting.notice_sent_at < now - timedelta(hours=12),
    )
    meetings = db.session.scalars(found.order_by(Meeting.id)).all()
    for meeting in meetings:
        tell(meeting, N_("Soon: “%(title)s” begins on %(when)s."), what=f"soon:{meeting.sequence}")
    return len(meetings)


def remind_of_minutes() -> int:
    """Once the working days for confirming have passed: a word to the chair and the secretary.

    Not guarded: run by the clock, repeatable.
    """
    now, count = clock.now(), 0
    found = select(Meeting).where(
        Meeting.state == MeetingState.ENDED, Meeting.ended_at > now - LOOK_BACK, Meeting.ended_at < now
    )
    for meeting in db.session.scalars(found.order_by(Meeting.id)).all():
        if clock.today() <= queries.confirm_by(meeting) or queries.confirmed_minutes(meeting):
            continue
        tell(
            meeting,
            N_("The minutes of “%(title)s” (%(when)s) should have been confirmed by now."),
            what="minutes:late",
            people=[meeting.chair_id, meeting.secretary_id],
        )
        count += 1
    return count
