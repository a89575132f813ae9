"""What meetings show on other pages."""

from __future__ import annotations

from typing import Any

from portal.meetings import queries
from portal.meetings.owners import owner_kind


def mine(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """My next meetings and what I have promised."""
    meetings, tasks = queries.waiting_for(viewer), queries.my_tasks(viewer)
    return {"meetings": meetings, "tasks": tasks} if meetings or tasks else None


def of_body(viewer: Any, kind: str, body_id: int, ref: str) -> dict[str, Any] | None:
    """For the page of a body: what comes next and what was. Features with bodies call this in their panel."""
    coming = queries.next_of(kind, body_id, viewer)
    past = queries.past_of(kind, body_id, viewer)
    calls = owner_kind(kind).may_call(viewer, body_id)
    if not (coming or past or calls):
        return None
    return {"coming": coming, "past": past, "calls": calls, "body_kind": kind, "ref": ref}
