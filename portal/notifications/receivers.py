"""Features say whom something concerns; this puts it into inboxes at once and into letters later."""

from __future__ import annotations

from typing import Any

from portal.core.events import now
from portal.core.jobs import Handler, enqueue
from portal.events.notifications import EachTold, PeopleTold
from portal.notifications import services


def put_into_inboxes(event: PeopleTold) -> None:
    lines = [services.Line(one, event.path, event.values) for one in dict.fromkeys(event.user_ids)]
    _tell(lines, event)


def put_own_into_inboxes(event: EachTold) -> None:
    lines = map(services.Line, event.user_ids, event.paths, event.values)
    _tell(list(lines), event)


def _tell(lines: list[services.Line], event: PeopleTold | EachTold) -> None:
    services.tell(lines, message=event.message, key=event.key)
    if event.by_mail:
        enqueue("notifications.letters", {"user_ids": [one.user_id for one in lines], "key": event.key})


def send_letters(payload: dict[str, Any]) -> None:
    """Job: the letters of one message."""
    services.post_letters(payload["user_ids"], key=payload["key"])


LISTENERS = (now(PeopleTold, put_into_inboxes), now(EachTold, put_own_into_inboxes))
JOBS: dict[str, Handler] = {"notifications.letters": send_letters}
