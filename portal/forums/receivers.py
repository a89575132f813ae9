"""A founded alliance has its forum at once."""

from __future__ import annotations

from portal.alliances.models import Alliance
from portal.core.db import db
from portal.core.events import now
from portal.discussions.services import open_board
from portal.events.alliances import AllianceFounded


def open_forum(event: AllianceFounded) -> None:
    alliance = db.session.get_one(Alliance, event.alliance_id)
    open_board(
        "alliance", alliance.id, name=alliance.name, place_id=alliance.place_id, code=f"a-{alliance.code}"
    )


LISTENERS = (now(AllianceFounded, open_forum),)
