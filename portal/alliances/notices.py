"""For whom a notice is issued that an alliance may be behind."""

from __future__ import annotations

from portal.alliances.models import Alliance
from portal.notices.kinds import Sender
from portal.notices.queries import of_place
from portal.notices.rules import mark_of_alliance
from portal.places.models import Place


def sender_for(place: Place, alliance: Alliance | None) -> Sender:
    """The alliance, or the place where there is none."""
    if alliance is None:
        return of_place(place)
    return Sender(
        kind="alliance",
        id=alliance.id,
        name=alliance.name,
        place=place,
        mark=mark_of_alliance(alliance.name.hans),
    )
