"""The work list of officials, with what is due next, and who has opened which file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Role
from portal.accounts.queries import roles_of
from portal.alliances.queries import offices_of
from portal.core import clock
from portal.core.db import db
from portal.honor.models import BoardEntry, Look, Objection, Repair
from portal.honor.states import PREPARING, ClaimState, EntryState
from portal.places.models import Place

E = BoardEntry
WORKING = (Role.EDITOR, Role.REVIEWER, Role.ISSUER, Role.COMMUNITY_WORKER, Role.LEGAL_REVIEWER)
FILE_OPEN_FOR = timedelta(hours=8)


@dataclass(frozen=True)
class Task:
    """An entry that waits for somebody. `due_on` is the nearest date of the clock, if one runs."""

    entry: BoardEntry
    due_on: date | None
    objections: int
    repairs: int

    @property
    def late(self) -> bool:
        """The portal owes an answer. A period that is over is no delay: the next step is open."""
        return bool(self.due_on and (self.objections or self.repairs) and self.due_on < clock.today())

    @property
    def ready(self) -> bool:
        return not self.due_on or clock.today() > self.due_on


def mine(viewer: Any) -> ColumnElement[bool]:
    """Entries where this official works."""
    paths = [h.place_path for h in roles_of(viewer) if h.role in WORKING and not h.body_kind]
    led = [alliance_id for alliance_id, _office in offices_of(viewer)]
    return or_(*(Place.path.startswith(path) for path in paths), E.alliance_id.in_(led) if led else false())


def works_on_boards(viewer: Any) -> bool:
    """Whether there can be any work at all: a role at a place, or an office."""
    return any(h.role in WORKING and not h.body_kind for h in roles_of(viewer)) or bool(offices_of(viewer))


def work_of(viewer: Any, limit: int = 200) -> list[Task]:
    """What waits where this official works, the nearest date first."""
    objections = (
        select(Objection.entry_id, func.count().label("n"), func.min(Objection.due_on).label("due"))
        .where(Objection.state == ClaimState.OPEN)
        .group_by(Objection.entry_id)
        .subquery()
    )
    repairs = (
        select(Repair.entry_id, func.count().label("n"), func.min(Repair.due_on).label("due"))
        .where(Repair.state == ClaimState.OPEN)
        .group_by(Repair.entry_id)
        .subquery()
    )
    waits = or_(
        E.state.in_(PREPARING),
        and_(E.state == EntryState.PUBLISHED, or_(objections.c.n > 0, repairs.c.n > 0)),
    )
    found = (
        select(E, objections.c.n, objections.c.due, repairs.c.n, repairs.c.due)
        .join(Place, Place.id == E.place_id)
        .outerjoin(objections, objections.c.entry_id == E.id)
        .outerjoin(repairs, repairs.c.entry_id == E.id)
        .where(waits, mine(viewer))
        .options(joinedload(E.place))
        .order_by(E.id.desc())
        .limit(limit)
    )
    tasks = [
        Task(entry, _nearest(entry, objected, asked), n or 0, m or 0)
        for entry, n, objected, m, asked in db.session.execute(found)
    ]
    return sorted(tasks, key=lambda task: (task.due_on or date.max, task.entry.id))


def _nearest(entry: BoardEntry, *claims: date | None) -> date | None:
    period = {EntryState.NOTICE: entry.notice_until, EntryState.NOTIFIED: entry.statement_until}
    return min((day for day in (period.get(entry.state), *claims) if day), default=None)


def waiting_for(viewer: Any) -> Sequence[BoardEntry]:
    """What asks something of the one concerned: consent to praise, or a statement."""
    if not getattr(viewer, "id", None):
        return []
    asked = or_(
        and_(E.state == EntryState.CHECKED, E.needs_consent),
        and_(E.state == EntryState.NOTIFIED, E.statement_until >= clock.today()),
    )
    found = select(E).where(E.holder_id == viewer.id, asked)
    return db.session.scalars(found.order_by(E.id)).all()


def looked_recently(entry_id: int, user_id: int, *, of_file: bool = True) -> bool:
    """Whether the file stands open for this person: they said why, and it was written down. Or the entry itself,
    where it is for some only.
    """
    since = clock.now() - FILE_OPEN_FOR
    found = select(Look.id).where(Look.entry_id == entry_id, Look.user_id == user_id, Look.at > since)
    if of_file:
        found = found.where(Look.of_file)
    return db.session.scalar(found.limit(1)) is not None
