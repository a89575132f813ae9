from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RedEntryPublished(Event):
    """Somebody stands on the red board. `user_id` is the person praised, None for a place or a group."""

    entry_id: int
    user_id: int | None


@dataclass(frozen=True, kw_only=True)
class ReminderPublished(Event):
    """A reminder (black) entry is public, after its due process."""

    entry_id: int


@dataclass(frozen=True, kw_only=True)
class EntryTakenDown(Event):
    """An entry is public no more: expired, repaired, withdrawn or revoked."""

    entry_id: int
