"""What a forum shows on the page of its alliance or place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from portal.core.duties import Duty
from portal.core.feature import Panel
from portal.core.i18n import _l
from portal.forums.queries import board_for, flags_for, newest_topics


def of_alliance(viewer: Any, alliance: Any) -> dict[str, Any] | None:
    return topics("alliance", alliance.id, viewer)


def of_place(viewer: Any, place: Any) -> dict[str, Any] | None:
    return topics("place", place.id, viewer)


def topics(kind: str, subject_id: int, viewer: Any) -> dict[str, Any] | None:
    board = board_for(kind, subject_id, viewer)
    return {"board": board, "topics": newest_topics(board)} if board else None


def duties(viewer: Any) -> Iterator[Duty]:
    """Posts that were reported, board by board."""
    boards = Counter(flag.post.topic.board for flag in flags_for(viewer))
    for board, count in boards.items():
        yield Duty(
            what=_l("Look at reported posts"),
            title=board.name,
            path=f"/forums/{board.code}/reports",
            count=count,
        )


PANELS = (
    Panel(where="alliance", order=40, template="forums/_panel.html", context=of_alliance),
    Panel(where="place", order=40, template="forums/_panel.html", context=of_place),
)
