"""What the catalogue shows on the pages of places and alliances."""

from __future__ import annotations

from typing import Any

from flask import current_app

from portal.catalog import queries as catalog
from portal.core.feature import Panel


def open_here(_viewer: Any, place: Any) -> dict[str, Any] | None:
    return {"rows": rows, "kind_names": names()} if (rows := catalog.open_now(place, limit=6)) else None


def new_here(_viewer: Any, place: Any) -> dict[str, Any] | None:
    return {"rows": rows, "kind_names": names()} if (rows := catalog.newest(place, limit=8)) else None


def names() -> dict[str, Any]:
    known: dict[str, Any] = current_app.extensions["portal.kind_names"]
    return known


PANELS = (
    Panel(where="place", order=10, template="site/_open.html", context=open_here),
    Panel(where="place", order=50, template="site/_news.html", context=new_here),
)
