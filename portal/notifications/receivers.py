"""Features say whom something concerns; this puts it into inboxes at once and into letters later."""

from __future__ import annotations

from typing import Any

from portal.core.events import now
from portal.core.jobs import Handler, enqueue
from portal.events.notifications import PeopleTold
from portal.notifications import services


def put_into_inboxes(event: PeopleTold) -> None:
    services.tell(event.user_ids, message=event.message, path=event.path, key=event.key, values=event.values)
    if event.by_mail:
        enqueue("notifications.letters", {"user_ids": list(event.user_ids), "key": event.key})


def send_letters(payload: dict[str, Any]) -> None:
    """Job: the letters of one message."""
    services.post_letters(payload["user_ids"], key=payload["key"])


LISTENERS = (now(PeopleTold, put_into_inboxes),)
JOBS: dict[str, Handler] = {"notifications.letters": send_letters}
