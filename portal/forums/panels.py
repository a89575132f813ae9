"""What a forum shows on the page of its alliance or place."""

from __future__ import annotations

from typing import Any

from portal.core.feature import Panel
from portal.forums.queries import board_for, newest_topics


def of_alliance(viewer: Any, alliance: Any) -> dict[str, Any] | None:
    return topics("alliance", alliance.id, viewer)


def of_place(viewer: Any, place: Any) -> dict[str, Any] | None:
    return topics("place", place.id, viewer)


def topics(kind: str, subject_id: int, viewer: Any) -> dict[str, Any] | None:
    board = board_for(kind, subject_id, viewer)
    return {"board": board, "topics": newest_topics(board)} if board else None


PANELS = (
    Panel(where="alliance", order=40, template="forums/_panel.html", context=of_alliance),
    Panel(where="place", order=40, template="forums/_panel.html", context=of_place),
)
