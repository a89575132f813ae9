from __future__ import annotations

from typing import Any

from portal.ballots import queries


def waiting(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """Votes that wait for the reader."""
    found = queries.waiting_for(viewer)
    return {"ballots": found} if found else None
