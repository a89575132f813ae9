"""The index listens to every change of a public object."""

from __future__ import annotations

from portal.core.events import now
from portal.events.catalog import CardChanged
from portal.search import services


def keep_findable(event: CardChanged) -> None:
    services.follow(event.kind, event.object_id)


LISTENERS = (now(CardChanged, keep_findable),)
