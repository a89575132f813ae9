from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CardChanged(Event):
    """A public object looks different, has become public, or is public no more."""

    kind: str
    object_id: int
