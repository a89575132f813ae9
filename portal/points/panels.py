"""My points on “My account”, and what waits on the control page."""

from __future__ import annotations

from typing import Any

from portal.core.permissions import can
from portal.points.queries import balances, rulebook, shelf


def mine(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    if not getattr(viewer, "is_authenticated", False):
        return None
    return {
        "purse": balances.purse(viewer.id),
        "vouchers": shelf.waiting_vouchers(viewer.id),
        "counter": can(viewer, "points.counter", None),
        "awards": can(viewer, "points.award", None),
        "control": can(viewer, "points.look_on", None),
    }


def control(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    if not can(viewer, "points.look_on", None):
        return None
    return {"drafts": rulebook.waiting_versions(), "disputed": shelf.disputed()}


def home(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """What can be had for points right now."""
    rewards = shelf.newest(3)
    return {"rewards": rewards} if rewards else None
