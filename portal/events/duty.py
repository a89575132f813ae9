from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RotaPublished(Event):
    """The weeks of duty of an alliance stand, and everybody can read them."""

    rota_id: int
    alliance_id: int


@dataclass(frozen=True, kw_only=True)
class StreetWalked(Event):
    """Somebody on duty has walked down the street and looked at its shops."""

    inspection_id: int
    alliance_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class FindingClosed(Event):
    """A recheck has found put right what had been found."""

    finding_id: int
    alliance_id: int


@dataclass(frozen=True, kw_only=True)
class FindingReferred(Event):
    """What the alliance could not settle has gone to the community worker."""

    finding_id: int
    alliance_id: int
