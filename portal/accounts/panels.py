"""What accounts ask of the people who look after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.accounts import queries
from portal.accounts.models import Role
from portal.core.duties import Duty
from portal.core.i18n import _l


def duties(viewer: Any) -> Iterator[Duty]:
    """Identities that a colleague has checked and a second person confirms."""
    if not queries.holds_anywhere(viewer, (Role.COMMUNITY_WORKER,)):
        return
    waiting = [one for one in queries.waiting_requests(viewer) if one.checked_by != viewer.id]
    if waiting:
        yield Duty(
            what=_l("Confirm the identity of people whom a colleague has checked"),
            path="/counter",
            count=len(waiting),
        )
