"""What the search page shows. Only public things are in the index, so every reader sees the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from portal.core.db import db
from portal.core.i18n import _
from portal.places.models import Place, PlaceKind
from portal.places.queries import get_place, places_of_kind
from portal.search import services
from portal.search.documents import Results, Suggestion
from portal.search.models import SearchDoc

SIZE = 20


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page of answers; `suggestions` only where there are none."""

    results: Results
    suggestions: list[Suggestion]
    place: Place | None
    kinds: list[tuple[str, str, int | None]]


def find(text: str, *, kind: str = "", place: str = "", page: int = 1) -> Found:
    """`place` is a slug; 404 when there is no such place."""
    where = get_place(place) if place else None
    start = (max(page, 1) - 1) * SIZE
    path = where.path if where else ""
    results = services.engine().query(text, kind=kind, place=path, start=start, limit=SIZE)
    nothing = text and not results.kinds
    return Found(
        results=results,
        suggestions=services.engine().suggest(text) if nothing else [],
        place=where,
        kinds=kinds_of(results),
    )


def kinds_of(results: Results) -> list[tuple[str, str, int | None]]:
    """Kind, its name and how many; all kinds without a number where counting stopped early."""
    if results.kinds_more:
        return [(kind, kind_name(kind), None) for kind in sorted(current_app.extensions["portal.cards"])]
    return [(kind, kind_name(kind), count) for kind, count in sorted(results.kinds.items())]


def kind_name(kind: str) -> str:
    """What the feature calls the things of this kind."""
    names: dict[str, Any] = current_app.extensions["portal.kind_names"]
    return str(names.get(kind) or _("Other pages"))


def districts() -> list[Place]:
    """The places one can narrow a search to."""
    return list(places_of_kind(PlaceKind.STREET))


def count_of_documents() -> int:
    """For /healthz and `portal check`."""
    return db.session.scalar(select(func.count()).select_from(SearchDoc)) or 0
