"""Messages to those on the list."""

from __future__ import annotations

from collections.abc import Sequence

from portal.core import clock
from portal.core.events import announce
from portal.core.language import Bitext
from portal.events.notifications import PeopleTold
from portal.meetings import queries
from portal.meetings.models import Meeting


def tell(
    meeting: Meeting,
    message: str,
    *,
    what: str,
    people: Sequence[int] | None = None,
    path: str = "",
    **texts: Bitext | str,
) -> None:
    """Inbox and letter for everybody on the list, or for `people`. Not guarded: follows what was done."""
    when = clock.local(meeting.starts_at)
    values = {f"bi_{name}": _both(text).to_json() for name, text in texts.items()}
    announce(
        PeopleTold(
            user_ids=tuple(queries.people_of(meeting) if people is None else people),
            message=message,
            path=path or meeting.path,
            key=f"meeting:{meeting.id}:{what}",
            values={
                **values,
                "bi_title": meeting.title.to_json(),
                "bi_body": meeting.owner_name.to_json(),
                "when": f"{when.month}月{when.day}日 {when:%H:%M}",
            },
        )
    )


def _both(text: Bitext | str) -> Bitext:
    return Bitext.of(text) if isinstance(text, str) else text
