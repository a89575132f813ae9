"""The catalogue listens to every change of a public object."""

from __future__ import annotations

from portal.catalog import services
from portal.core.events import now
from portal.events.catalog import CardChanged


def keep_row(event: CardChanged) -> None:
    services.keep(event.kind, event.object_id)


LISTENERS = (now(CardChanged, keep_row),)
