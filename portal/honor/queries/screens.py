"""Pictures of entries; what a hall screen and a poster show: entries for everybody, whoever is signed in there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from portal.core import clock
from portal.core.db import db
from portal.files.models import StoredFile
from portal.files.queries import files_of_many
from portal.honor.models import BoardEntry, BoardIssue, Evidence, HeardStatement, Repair
from portal.honor.queries.entries import open_objections
from portal.honor.queries.issues import shown_in
from portal.honor.queries.record import board_rows
from portal.honor.states import ClaimState, EntryState, Polarity
from portal.places.models import Place

MOST = 40  # a round of eight minutes


@dataclass(frozen=True)
class Slide:
    """One entry on a screen. After `gone_at` no screen shows it, whether or not it can still ask."""

    entry: BoardEntry
    picture: StoredFile | None
    disputed: bool
    last_day: date | None

    @property
    def gone_at(self) -> int | None:
        """The first second of the day after its last one, since 1970."""
        if self.last_day is None:
            return None
        return int(datetime.combine(self.last_day + timedelta(days=1), time(0), clock.CITY_ZONE).timestamp())


@dataclass(frozen=True)
class Procedure:
    """What a sheet on the wall says of the way to a reminder: whether a statement was made, and whether somebody says
    that it has been put right.
    """

    heard: bool
    said_put_right: bool


def slides_of_board(polarity: Polarity, place: Place | None = None) -> list[Slide]:
    """The newest entries of a board page, as a stranger sees them."""
    rows = board_rows(polarity, None, place=place).order_by(BoardEntry.id.desc()).limit(MOST)
    return _slides(db.session.scalars(rows).all())


def slides_of_issue(issue: BoardIssue) -> list[Slide]:
    """What stands in an issue today, as a stranger sees it."""
    return _slides(shown_in(issue, None))


def _slides(entries: Sequence[BoardEntry]) -> list[Slide]:
    ids = [entry.id for entry in entries]
    disputed, pictures = open_objections(ids), pictures_of(ids)
    return [
        Slide(
            entry=entry,
            picture=pictures.get(entry.id),
            disputed=entry.id in disputed,
            last_day=entry.publish_until,  # a notice that is over stays, marked as one, until it is decided on
        )
        for entry in entries
    ]


def procedure_of(slides: Sequence[Slide]) -> dict[int, Procedure]:
    """How the entries of a sheet came about, by their ids."""
    ids = [slide.entry.id for slide in slides]
    heard = set(db.session.scalars(select(HeardStatement.entry_id).where(HeardStatement.entry_id.in_(ids))))
    asked = select(Repair.entry_id).where(Repair.entry_id.in_(ids), Repair.state == ClaimState.OPEN)
    put_right = set(db.session.scalars(asked))
    return {one: Procedure(heard=one in heard, said_put_right=one in put_right) for one in ids}


def put_right_in(issue: BoardIssue) -> int:
    """How many entries of an issue have come down because they were put right; nothing else is said of them."""
    found = select(func.count(BoardEntry.id)).where(
        BoardEntry.issue_id == issue.id, BoardEntry.state == EntryState.REPAIRED
    )
    return db.session.scalar(found) or 0


def pictures_of(entry_ids: Sequence[int]) -> dict[int, StoredFile]:
    """The first picture of each entry that was cleared for everybody."""
    pieces = db.session.execute(
        select(Evidence.id, Evidence.entry_id).where(Evidence.entry_id.in_(entry_ids)).order_by(Evidence.id)
    ).all()
    files = files_of_many("honor_evidence", [piece.id for piece in pieces])
    found: dict[int, StoredFile] = {}
    for piece in pieces:
        for file in files.get(piece.id, ()):
            if file.public:
                found.setdefault(piece.entry_id, file)
    return found
