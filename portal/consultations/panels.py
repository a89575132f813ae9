from __future__ import annotations

from typing import Any

from portal.consultations.queries import matters
from portal.consultations.states import PHASES, TONES


def here(viewer: Any, thing: Any) -> dict[str, Any] | None:
    """The consultations of an alliance or of a place and what lies below it."""
    of = matters.of_alliance if thing.__tablename__ == "alliance" else matters.of_place
    found = of(thing)
    return {"consultations": found, "phases": PHASES, "tones": TONES} if found else None
