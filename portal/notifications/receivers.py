"""Features say whom something concerns; this puts it into inboxes at once and into letters later."""

from __future__ import annotations

from portal.core.events import later, now
from portal.events.notifications import PeopleTold
from portal.notifications import services


def put_into_inboxes(event: PeopleTold) -> None:
    services.tell(event.user_ids, message=event.message, path=event.path, key=event.key, values=event.values)


def send_letters(event: PeopleTold) -> None:
    if event.by_mail:
        services.post_letters(event.user_ids, key=event.key)


LISTENERS = (now(PeopleTold, put_into_inboxes), later(PeopleTold, send_letters))
