"""Every place where people live together has a forum, and so has every alliance."""

from __future__ import annotations

from sqlalchemy import and_, select

from portal.alliances.models import Alliance
from portal.core.db import db
from portal.discussions.models import Board
from portal.discussions.services import open_board
from portal.places.models import Place, PlaceKind

WITH_FORUM = (PlaceKind.CITY, PlaceKind.STREET, PlaceKind.COMMUNITY)


def open_missing_forums() -> int:
    """Repeatable; run by the clock, so that new places need nobody to remember it."""
    no_board = Board.id.is_(None)
    places = (
        select(Place)
        .outerjoin(Board, and_(Board.subject_kind == "place", Board.subject_id == Place.id))
        .where(no_board, Place.kind.in_(WITH_FORUM), Place.closed_on.is_(None))
    )
    alliances = (
        select(Alliance)
        .outerjoin(Board, and_(Board.subject_kind == "alliance", Board.subject_id == Alliance.id))
        .where(no_board)
    )
    opened = 0
    for place in db.session.scalars(places).all():
        open_board("place", place.id, name=place.name, place_id=place.id, code=f"p-{place.slug}"[:24])
        opened += 1
    for alliance in db.session.scalars(alliances).all():
        open_board(
            "alliance", alliance.id, name=alliance.name, place_id=alliance.place_id, code=f"a-{alliance.code}"
        )
        opened += 1
    return opened
