"""What meetings show on other pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.meetings import queries, rules
from portal.meetings.owners import owner_kind
from portal.meetings.states import LIFE, MINUTES, MinutesState


def mine(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """My next meetings and what I have promised."""
    meetings, tasks = queries.waiting_for(viewer), queries.my_tasks(viewer)
    return {"meetings": meetings, "tasks": tasks} if meetings or tasks else None


def duties(viewer: Any) -> Iterator[Duty]:
    """Meetings nobody has been told of, what I have promised, minutes I have not confirmed yet, and confirmed ones
    that nobody reads so far."""
    for meeting in queries.prepared_by(viewer):
        yield Duty(
            what=LIFE.transitions["call"].label,
            title=meeting.title,
            path=meeting.path,
            due=rules.latest_notice(meeting.starts_at, meeting.notice_days),
        )
    for task in queries.my_tasks(viewer):
        yield Duty(
            what=_l("Do what you have taken on"),
            title=task.text,
            path=f"{task.meeting.path}/tasks/{task.id}",
            due=task.due_on,
        )
    for minutes in queries.minutes_waiting_for(viewer):
        drafted = minutes.state is MinutesState.DRAFT
        yield Duty(
            what=MINUTES.transitions["confirm" if drafted else "publish"].label,
            title=minutes.meeting.title,
            path=f"{minutes.meeting.path}/minutes/{minutes.number}",
            due=queries.confirm_by(minutes.meeting) if drafted else None,
        )


def of_body(viewer: Any, kind: str, body_id: int, ref: str) -> dict[str, Any] | None:
    """For the page of a body: what comes next and what was. Features with bodies call this in their panel."""
    coming = queries.next_of(kind, body_id, viewer)
    past = queries.past_of(kind, body_id, viewer)
    calls = owner_kind(kind).may_call(viewer, body_id)
    if not (coming or past or calls):
        return None
    return {"coming": coming, "past": past, "calls": calls, "body_kind": kind, "ref": ref}
