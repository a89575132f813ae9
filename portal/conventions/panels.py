"""Conventions on other pages: an alliance's own, and those of a place."""

from __future__ import annotations

from typing import Any

from portal.conventions import queries
from portal.conventions.states import STATE_LABELS, STATE_TONES
from portal.core.permissions import can

MOST = 6


def shown(rows: Any, viewer: Any, thing: Any, at: dict[str, str]) -> dict[str, Any] | None:
    may_draft = can(viewer, "conventions.draft", thing)
    if not rows and not may_draft:
        return None
    return {"rows": rows, "labels": STATE_LABELS, "tones": STATE_TONES, "may_draft": may_draft, "at": at}


def of_alliance(viewer: Any, alliance: Any) -> dict[str, Any] | None:
    return shown(queries.conventions_of(alliance.id, viewer), viewer, alliance, {"alliance": alliance.code})


def of_place(viewer: Any, place: Any) -> dict[str, Any] | None:
    return shown(queries.newest_in(place, viewer, MOST), viewer, place, {"place": place.slug})
