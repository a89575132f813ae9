"""What alliances show on other pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.alliances import queries
from portal.alliances.meetings import KIND
from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.meetings.panels import of_body


def here(_viewer: Any, place: Any) -> dict[str, Any] | None:
    """Alliances of a place."""
    found = queries.alliances_in(place)
    return {"alliances": found} if found else None


def mine(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """My alliances, with what waits for me as an officer."""
    if not getattr(viewer, "id", None):
        return None
    memberships = queries.my_memberships(viewer)
    led = [m.alliance_id for m in memberships if queries.leads(viewer, m.alliance_id)]
    return {"memberships": memberships, "waiting": queries.waiting_applications(led) if led else {}}


def meetings(viewer: Any, alliance: Any) -> dict[str, Any] | None:
    """The next meetings of an alliance, and past ones."""
    return of_body(viewer, KIND, alliance.id, alliance.code)


def figures(_viewer: Any, alliance: Any) -> dict[str, Any] | None:
    """How the alliance lives, in figures."""
    return {"figures": queries.statistics(alliance)} if alliance.founded_on else None


def duties(viewer: Any) -> Iterator[Duty]:
    """People who ask to belong, for officers; foundings to confirm, for the street."""
    for alliance, count in queries.applications_for(viewer):
        yield Duty(
            what=_l("Decide about applications"),
            title=alliance.name,
            path=f"/alliances/{alliance.code}/members",
            count=count,
        )
    for alliance in queries.foundings_for(viewer):
        yield Duty(
            what=_l("Look at the founding and confirm it"),
            title=alliance.name,
            path=f"/alliances/{alliance.code}",
        )
