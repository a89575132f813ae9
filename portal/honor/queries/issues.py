"""Issues of boards: who may read them, what stands in them, what may still be put in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.alliances.queries import alliances_of
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.permissions import can
from portal.honor.models import BoardEntry, BoardIssue, HonorBoard
from portal.honor.queries.entries import for_readers_like, shown_now
from portal.honor.states import ENDED, EntryState, IssueState, Polarity
from portal.places.models import Place

E = BoardEntry
WITH_BOARD = joinedload(BoardIssue.board).joinedload(HonorBoard.place)


def issue_visible_to(viewer: Any) -> ColumnElement[bool]:
    """Published ones; those of an alliance's reminders are for its members. Asks for the board to be joined."""
    mine = alliances_of(viewer)
    open_to_all = or_(HonorBoard.polarity == Polarity.RED, HonorBoard.alliance_id.is_(None))
    return (BoardIssue.state == IssueState.PUBLISHED) & or_(open_to_all, HonorBoard.alliance_id.in_(mine))


def find_issue(code: str) -> BoardIssue | None:
    return db.session.scalar(select(BoardIssue).where(BoardIssue.code == code).options(WITH_BOARD))


def get_issue(code: str, viewer: Any) -> BoardIssue:
    found = select(BoardIssue).join(BoardIssue.board).where(BoardIssue.code == code, issue_visible_to(viewer))
    issue = db.session.scalar(found.options(WITH_BOARD))
    if issue is None:
        raise NotFound(_("This issue was not found."))
    return issue


def get_issue_in_work(code: str, viewer: Any) -> BoardIssue:
    """For those who make the issues of its board."""
    issue = find_issue(code)
    if issue is None or not can(viewer, "honor.open_issue", issue.board):
        raise NotFound(_("This issue was not found."))
    return issue


def issues_of(
    polarity: Polarity, viewer: Any, *, place: Place | None = None, alliance_id: int | None = None
) -> Sequence[BoardIssue]:
    """The newest issues of the boards that a page shows together."""
    found = issue_rows(polarity, viewer, place=place, alliance_id=alliance_id)
    return db.session.scalars(found.order_by(BoardIssue.published_at.desc(), BoardIssue.id).limit(12)).all()


def issue_rows(
    polarity: Polarity, viewer: Any, *, place: Place | None = None, alliance_id: int | None = None
) -> Select[Any]:
    """All issues of the boards of one colour, with their boards; `place` takes in everything below it."""
    found = select(BoardIssue).join(BoardIssue.board).join(HonorBoard.place)
    found = found.where(HonorBoard.polarity == polarity, issue_visible_to(viewer))
    if place is not None:
        found = found.where(Place.path.startswith(place.path))
    if alliance_id is not None:
        found = found.where(HonorBoard.alliance_id == alliance_id)
    return found.options(contains_eager(BoardIssue.board))


def beside(issue: BoardIssue) -> tuple[BoardIssue | None, BoardIssue | None]:
    """The published issue before this one on the same board, and the one after it."""
    same = select(BoardIssue).where(
        BoardIssue.board_id == issue.board_id, BoardIssue.state == IssueState.PUBLISHED
    )
    before = same.where(BoardIssue.number < issue.number).order_by(BoardIssue.number.desc()).limit(1)
    after = same.where(BoardIssue.number > issue.number).order_by(BoardIssue.number).limit(1)
    return db.session.scalar(before), db.session.scalar(after)


def drafts_for(viewer: Any) -> list[BoardIssue]:
    """Issues in preparation on which this official works."""
    found = (
        select(BoardIssue)
        .where(BoardIssue.state == IssueState.DRAFTING)
        .options(WITH_BOARD)
        .order_by(BoardIssue.id.desc())
    )
    return [i for i in db.session.scalars(found.limit(500)) if can(viewer, "honor.open_issue", i.board)]


def boards_for_issues(viewer: Any) -> list[HonorBoard]:
    """Open boards for which this official may make an issue."""
    found = select(HonorBoard).where(HonorBoard.closed_on.is_(None)).options(joinedload(HonorBoard.place))
    boards = db.session.scalars(found.order_by(HonorBoard.id))
    return [board for board in boards if can(viewer, "honor.open_issue", board)]


def next_number(board: HonorBoard) -> int:
    last = db.session.scalar(select(func.max(BoardIssue.number)).where(BoardIssue.board_id == board.id))
    return (last or 0) + 1


def number_taken(board: HonorBoard, number: int) -> bool:
    found = select(BoardIssue.id).where(BoardIssue.board_id == board.id, BoardIssue.number == number)
    return db.session.scalar(found) is not None


def shown_in(issue: BoardIssue, viewer: Any) -> Sequence[BoardEntry]:
    """What this reader finds in it today: entries that are published themselves and still stand."""
    found = select(E).where(E.issue_id == issue.id, shown_now(), for_readers_like(viewer))
    return db.session.scalars(found.options(joinedload(E.place)).order_by(E.publish_from, E.id)).all()


def put_into(issue: BoardIssue) -> Sequence[BoardEntry]:
    """Everything that has been put in, whatever has become of it. For officials."""
    found = select(E).where(E.issue_id == issue.id).options(joinedload(E.place))
    return db.session.scalars(found.order_by(E.id)).all()


def could_be_put_into(issue: BoardIssue) -> list[BoardEntry]:
    """Entries of its board that stand in no issue yet and have not ended, the newest first."""
    found = select(E).where(
        E.board_id == issue.board_id, E.issue_id.is_(None), E.state.in_(set(EntryState) - ENDED)
    )
    rows = db.session.scalars(found.options(joinedload(E.place)).order_by(E.id.desc()).limit(200))
    return [entry for entry in rows if not entry.is_gone]


def is_empty(issue: BoardIssue) -> bool:
    """Nothing stands in it that is public or could still become so."""
    alive = select(E.id).where(E.issue_id == issue.id, E.state.not_in(ENDED))
    return db.session.scalar(alive.limit(1)) is None


def issue_of(entry: BoardEntry, viewer: Any) -> BoardIssue | None:
    """The published issue an entry stands in."""
    found = (
        select(BoardIssue)
        .join(BoardIssue.board)
        .where(BoardIssue.id == entry.issue_id, issue_visible_to(viewer))
    )
    return db.session.scalar(found.options(WITH_BOARD)) if entry.issue_id else None
