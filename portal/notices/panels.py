from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.core.permissions import can
from portal.notices import queries
from portal.notices.kinds import notice_kinds


def duties(viewer: Any) -> Iterator[Duty]:
    """Objections to notices that wait for an answer."""
    for objection in queries.waiting(viewer):
        yield Duty(
            what=_l("Answer an objection to a notice"),
            title=objection.notice.number,
            path=f"/notices/objections/{objection.id}",
            due=objection.due_on,
        )


def on_control(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """The way to the organisations that issue papers."""
    return {"senders": queries.senders()} if can(viewer, "notices.see_senders", None) else None


def about(_viewer: Any, thing: Any) -> dict[str, Any] | None:
    """The notice about a thing, on its own page."""
    kinds = [name for name in notice_kinds() if name.startswith(f"{thing.__tablename__}_")]
    notice = queries.public_notice(kinds, thing.id)
    return {"notice": notice} if notice else None
