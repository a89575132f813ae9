"""Making an issue of a board. Entries are put in and taken out; none is ever published by it."""

from __future__ import annotations

from datetime import date

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.richtext import text_of
from portal.core.services import guarded
from portal.events.catalog import CardChanged
from portal.honor.models import BoardEntry, BoardIssue, HonorBoard
from portal.honor.queries import issues
from portal.honor.services.wording import read_before
from portal.honor.states import ENDED, ISSUE_LIFE, IssueState, Polarity

Period = tuple[date, date]


@guarded("honor.open_issue")
def open_issue(
    board: HonorBoard,
    *,
    title: Bitext | str,
    period: Period,
    foreword: str = "",
    number: int | None = None,
    actor: User,
) -> BoardIssue:
    """A new issue, in preparation. Without a number it is the one after the last."""
    if board.closed_on is not None:
        raise Refused(_("This board is closed."))
    _read(board, title, period, foreword)
    number = number or issues.next_number(board)
    if issues.number_taken(board, number):
        raise Refused(_("This board has an issue with this number already."))
    issue = BoardIssue(
        board=board,
        number=number,
        title=title,
        period_from=period[0],
        period_until=period[1],
        foreword=foreword,
        opened_by=actor.id,
    )
    db.session.add(issue)
    db.session.flush()  # its address is shown at once
    return issue


def _read(board: HonorBoard, title: Bitext | str, period: Period, foreword: str) -> None:
    if period[0] > period[1]:
        raise Refused(_("The last day must not be before the first."))
    read_before(title, text_of(foreword), praise=board.polarity is Polarity.RED)


@guarded("honor.edit_issue")
def revise_issue(
    issue: BoardIssue, *, title: Bitext | str, period: Period, foreword: str, actor: User
) -> None:
    """Its words and its period, as long as it is in preparation."""
    _read(issue.board, title, period, foreword)
    issue.title = title  # type: ignore[assignment]  # a str becomes a Bitext when it is set
    issue.period_from, issue.period_until = period
    issue.foreword = foreword  # type: ignore[assignment]  # likewise


@guarded("honor.edit_issue")
def put_into_issue(issue: BoardIssue, *, entry: BoardEntry, actor: User) -> BoardEntry:
    """This entry stands in this issue from now on, and appears in it when it is itself published."""
    _hold(issue, entry)
    if entry.board_id != issue.board_id:
        raise Refused(_("This entry belongs to another board."))
    if entry.holder_id == actor.id:
        raise Refused(_("You cannot act on an entry about yourself."))
    if entry.state in ENDED or entry.is_gone:
        raise Refused(_("This entry is closed."))
    if entry.issue_id is not None:
        raise Refused(_("This entry stands in an issue already."))
    entry.issue_id = issue.id
    return entry


@guarded("honor.edit_issue")
def take_out_of_issue(issue: BoardIssue, *, entry: BoardEntry, actor: User) -> BoardEntry:
    """Out of this issue; nothing else changes for the entry."""
    _hold(issue, entry)
    if entry.issue_id != issue.id:
        raise Refused(_("This entry does not stand in this issue."))
    entry.issue_id = None
    return entry


def _hold(issue: BoardIssue, entry: BoardEntry) -> None:
    """Two officials at once, or one who publishes meanwhile: the second finds what the first has done."""
    hold_row(issue, "state")
    hold_row(entry, "issue_id", "state")
    if issue.state is not IssueState.DRAFTING:
        raise Refused(_("This issue has been published meanwhile."))


@guarded("honor.publish_issue")
def publish_issue(issue: BoardIssue, *, actor: User) -> None:
    """By another person than the one who began it. Entries still on their way appear when they are published."""
    if issues.is_empty(issue):
        raise Refused(_("There is nothing in this issue yet."))
    ISSUE_LIFE.move(issue, "publish_issue", actor=actor)
    issue.published_by, issue.published_at = actor.id, clock.now()
    if issue.is_red:
        announce(CardChanged(kind="honor_issue", object_id=issue.id))
