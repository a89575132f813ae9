"""What waits for one person now, told by every feature in the same words and gathered on one page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import current_app

from portal.core import clock
from portal.core.language import Bitext

Waiting = Callable[[Any], "Iterable[Duty]"]
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """`what` is asked of the person about `title`, done at `path` (an address without language) until `due`.

    `count` says how many of the kind wait there; a date counts to the end of its day.
    """

    what: Any
    path: str
    title: Bitext | str = ""
    due: date | None = None
    count: int = 0

    @property
    def until(self) -> datetime | None:
        if self.due is None or isinstance(self.due, datetime):
            return self.due
        return clock.end_of(self.due)

    @property
    def late(self) -> bool:
        return self.until is not None and self.until <= clock.now()


def duties_of(viewer: Any) -> list[Duty]:
    """Everything that waits for this person, the nearest date first. Each feature asks a fixed number of queries."""
    known: list[Waiting] = current_app.extensions["portal.duties"]
    found = [duty for waiting in known for duty in waiting(viewer)]
    return sorted(found, key=lambda duty: duty.until or FAR)
