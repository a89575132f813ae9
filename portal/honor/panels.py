"""What the boards put on other pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.core.db import db
from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.honor import queries
from portal.honor.models import BoardEntry
from portal.honor.queries import jury
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


def on_mine(viewer: Any, _thing: Any) -> dict[str, Any] | None:
    """The praise one holds today, with the days it stands."""
    held = queries.held_by(viewer.id) if viewer is not None else None
    return {"held": held} if held else None


def duties(viewer: Any) -> Iterator[Duty]:
    """What the boards ask of the one concerned; and for those who work on them, the entries that can go on now."""
    for entry in queries.waiting_for(viewer):
        yield Duty(
            what=_l("Say whether this may stand on the honour roll")
            if entry.is_red
            else _l("Make your statement"),
            title=entry.title,
            path=f"/honor/{entry.code}/{'consent' if entry.is_red else 'statement'}",
            due=None if entry.is_red else entry.statement_until,
        )
    for candidacy in jury.to_judge(viewer):
        yield Duty(
            what=_l("Judge this candidate"),
            title=candidacy.entry.title,
            path=f"/honor/{candidacy.entry.code}/mark",
        )
    if not queries.works_on_boards(viewer):
        return
    tasks = [task for task in queries.work_of(viewer) if task.ready or task.objections or task.repairs]
    if tasks:
        yield Duty(
            what=_l("Entries of the boards that can go on"),
            path="/honor/work",
            count=len(tasks),
            due=min((task.due_on for task in tasks if task.due_on and not task.ready), default=None),
        )
