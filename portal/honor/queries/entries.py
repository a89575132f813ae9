"""Finding entries, and who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import home_of
from portal.alliances.models import Alliance
from portal.alliances.queries import alliances_of
from portal.core import clock
from portal.core.cache import turns_at_midnight
from portal.core.db import db
from portal.core.errors import Gone, NotFound
from portal.core.i18n import _
from portal.core.language import dates
from portal.core.permissions import can
from portal.honor.models import BoardEntry, HonorBoard, Objection
from portal.honor.rules import Severity
from portal.honor.states import ClaimState, EntryState, Polarity, Scope
from portal.places.models import Place

E = BoardEntry


def shown_now() -> ColumnElement[bool]:
    """Published, and the clock is inside its term."""
    today = clock.today()
    turns_at_midnight()
    until = or_(E.publish_until.is_(None), E.publish_until >= today)
    return and_(E.state == EntryState.PUBLISHED, E.publish_from <= today, until)


def for_readers_like(viewer: Any) -> ColumnElement[bool]:
    """The scopes this reader belongs to."""
    home = home_of(viewer) if getattr(viewer, "id", None) else None
    lives_in = [int(part) for part in home.path.strip("/").split("/")] if home else []
    mine = alliances_of(viewer)
    return or_(
        E.scope == Scope.PUBLIC,
        and_(E.scope == Scope.ALLIANCE, E.alliance_id.in_(mine)) if mine else false(),
        and_(E.scope == Scope.COMMUNITY, E.place_id.in_(lives_in)) if lives_in else false(),
    )


def visible_to(viewer: Any) -> ColumnElement[bool]:
    """The one place that knows who may read an entry: praise from its public notice on, reminders while shown."""
    noticed = and_(E.polarity == Polarity.RED, E.state == EntryState.NOTICE)
    return or_(noticed, and_(shown_now(), for_readers_like(viewer)))


def find(code: str) -> BoardEntry | None:
    found = select(E).where(E.code == code).options(joinedload(E.place), joinedload(E.board))
    return db.session.scalar(found)


def get_entry(code: str, viewer: Any) -> BoardEntry:
    """For everybody. What was public and is no more is `Gone` (410), with the reason where one was given."""
    wanted = select(E).where(E.code == code, visible_to(viewer))
    entry = db.session.scalar(wanted.options(joinedload(E.place), joinedload(E.board)))
    if entry is not None:
        return entry
    before = db.session.scalar(select(E).where(E.code == code, for_readers_like(viewer)))
    if before is None or not before.is_gone:
        raise NotFound(_("This entry was not found."))
    raise Gone(why_gone(before))


def why_gone(entry: BoardEntry) -> str:
    if entry.state is EntryState.WITHDRAWN and entry.ended_on:
        return str(
            _(
                "This entry was withdrawn on %(day)s. %(reason)s",
                day=dates.date(entry.ended_on),
                reason=entry.ended_reason,
            )
        )
    return str(_("The time of this entry on the board is over. It is no longer public."))


def get_on_file(code: str, viewer: Any) -> BoardEntry:
    """For those who work on it, public or not."""
    entry = find(code)
    if entry is None or not can(viewer, "honor.open_file", entry):
        raise NotFound(_("This entry was not found."))
    return entry


def get_nominated(code: str, viewer: Any) -> BoardEntry:
    """For the one who proposed it, and for those who work on it."""
    entry = find(code)
    mine = entry is not None and entry.nominated_by == getattr(viewer, "id", None)
    return entry if entry is not None and mine else get_on_file(code, viewer)


def get_concerned(code: str, viewer: Any) -> BoardEntry:
    """For the one it is about, as long as they have something to say in it."""
    entry = find(code)
    if entry is None or entry.holder_id is None or entry.holder_id != getattr(viewer, "id", None):
        raise NotFound(_("This entry was not found."))
    return entry


def get_board(code: str) -> HonorBoard:
    found = select(HonorBoard).where(HonorBoard.code == code).options(joinedload(HonorBoard.place))
    board = db.session.scalar(found)
    if board is None:
        raise NotFound(_("This board was not found."))
    return board


def boards(polarity: Polarity) -> Sequence[HonorBoard]:
    """Boards that take nominations."""
    found = select(HonorBoard).where(HonorBoard.polarity == polarity, HonorBoard.closed_on.is_(None))
    return db.session.scalars(found.options(joinedload(HonorBoard.place)).order_by(HonorBoard.id)).all()


def board_for(polarity: Polarity, place_id: int, alliance_id: int | None = None) -> HonorBoard | None:
    found = select(HonorBoard).where(HonorBoard.polarity == polarity, HonorBoard.alliance_id == alliance_id)
    if alliance_id is None:
        found = found.where(HonorBoard.place_id == place_id)
    return db.session.scalar(found)


def board_of(polarity: Polarity, place: Place | None, alliance: Alliance | None) -> HonorBoard | None:
    """The one board that a page is about; None for a page that shows several together."""
    if alliance is not None:
        return board_for(polarity, alliance.place_id, alliance.id)
    return board_for(polarity, place.id) if place else None


def grave_findings(entry: BoardEntry) -> Sequence[BoardEntry]:
    """Serious reminders about the same person or company, signed or standing: praise waits while they last."""
    same = [E.holder_id == entry.holder_id] if entry.holder_id is not None else []
    same += [E.uscc == entry.uscc] if entry.uscc else []
    if not same:
        return ()
    lasting = or_(E.state == EntryState.DECIDED, shown_now())
    grave = and_(E.polarity == Polarity.BLACK, E.severity == Severity.SERIOUS, lasting)
    return db.session.scalars(select(E).where(grave, or_(*same)).order_by(E.id)).all()


def open_objections(entry_ids: Iterable[int]) -> frozenset[int]:
    """Which of these entries are in dispute."""
    found = select(Objection.entry_id).where(
        Objection.entry_id.in_(list(entry_ids)), Objection.state == ClaimState.OPEN
    )
    return frozenset(db.session.scalars(found))
