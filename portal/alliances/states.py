"""The life of an alliance and of a membership, as data."""

from __future__ import annotations

from enum import StrEnum


class AllianceState(StrEnum):
    FOUNDING = "founding"
    RUNNING = "running"
    DISSOLVED = "dissolved"


class MembershipState(StrEnum):
    APPLIED = "applied"
    ACTIVE = "active"
    DECLINED = "declined"
    LEFT = "left"
    REMOVED = "removed"


BELONGING = frozenset({MembershipState.ACTIVE})
