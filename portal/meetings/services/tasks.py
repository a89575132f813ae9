"""Tasks: given in a meeting, reminded of, ticked off."""

from __future__ import annotations

from datetime import date

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.services import guarded
from portal.events.meetings import TaskSettled
from portal.meetings import queries
from portal.meetings.models import AgendaItem, Meeting, Task
from portal.meetings.services.telling import tell
from portal.meetings.states import MeetingState, TaskState


@guarded("meetings.give_task")
def give_task(
    meeting: Meeting,
    *,
    text: Bitext | str,
    user_id: int,
    due_on: date,
    item: AgendaItem | None = None,
    actor: User,
) -> Task:
    """Somebody on the list takes something on, until a day."""
    if meeting.state not in {MeetingState.RUNNING, MeetingState.ENDED}:
        raise Refused(_("Tasks are given once the meeting has been opened."))
    if not str(text).strip():
        raise Refused(_("Please write what is to be done."))
    if user_id not in queries.people_of(meeting):
        raise Refused(_("A task is taken on by somebody on the list of the meeting."))
    if due_on < clock.today():
        raise Refused(_("The day by which it is to be done lies in the past."))
    task = Task(
        meeting=meeting,
        item_id=item.id if item else None,
        text=text,
        user_id=user_id,
        due_on=due_on,
        given_by=actor.id,
    )
    db.session.add(task)
    db.session.flush()  # the message names it
    tell_of_task(task, N_("You have taken on in “%(title)s”: %(text)s, by %(due)s."), "given", [user_id])
    return task


def tell_of_task(task: Task, message: str, what: str, people: list[int]) -> None:
    """A word about a task, leading to its page. Not guarded: follows what was done."""
    tell(
        task.meeting,
        message,
        what=f"task:{task.id}:{what}",
        people=people,
        path=f"{task.meeting.path}/tasks/{task.id}",
        text=task.text,
        due=f"{task.due_on.month}月{task.due_on.day}日",
    )


@guarded("meetings.settle_task")
def settle_task(task: Task, *, done: bool, note: str = "", actor: User) -> Task:
    """Tick it off with a word about it; what is dropped says why."""
    hold_row(task)
    if task.state is not TaskState.OPEN:
        raise Refused(_("This task is settled already."))
    if not done and not note.strip():
        raise Refused(_("Please give a reason."))
    task.state = TaskState.DONE if done else TaskState.DROPPED
    task.note, task.settled_at = Bitext.of(note.strip()), clock.now()
    announce(TaskSettled(task_id=task.id, user_id=task.user_id, done=done))
    if actor.id != task.meeting.secretary_id:
        tell_of_task(task, N_("Settled from “%(title)s”: %(text)s"), "settled", [task.meeting.secretary_id])
    return task
