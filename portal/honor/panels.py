"""What the boards put on other pages."""

from __future__ import annotations

from typing import Any

from portal.core.db import db
from portal.honor import queries
from portal.honor.models import BoardEntry
from portal.honor.states import Polarity


def _latest(viewer: Any, most: int, **where: Any) -> dict[str, Any] | None:
    """Praise first; of reminders only how many there are, never their words."""
    found = queries.board_rows(Polarity.RED, viewer, **where).order_by(BoardEntry.id.desc()).limit(most)
    praise = db.session.scalars(found).all()
    return {"praise": praise} if praise else None


def on_home(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    return _latest(viewer, 4)


def on_place(viewer: Any, place: Any) -> dict[str, Any] | None:
    return _latest(viewer, 4, place=place)


def on_alliance(viewer: Any, alliance: Any) -> dict[str, Any] | None:
    return _latest(viewer, 4, alliance_id=alliance.id)


def for_me(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """What asks something of me."""
    waiting = queries.waiting_for(viewer)
    return {"entries": waiting} if waiting else None
