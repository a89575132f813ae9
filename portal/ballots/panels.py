from __future__ import annotations

from typing import Any

from portal.ballots import queries
from portal.core.permissions import can


def waiting(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """Votes that wait for the reader."""
    found = queries.waiting_for(viewer)
    return {"ballots": found} if found else None


def rules(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """The way to the adoption rules, for those who may change them."""
    return {} if can(viewer, "ballots.change_rule", None) else None
