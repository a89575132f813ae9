from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.core.duties import Duty
from portal.core.i18n import _l
from portal.core.permissions import can
from portal.statements import queries
from portal.statements.owners import Subject, owner_kind, owner_kinds, subject_of


def duties(viewer: Any) -> Iterator[Duty]:
    """New statements that wait for one who organises."""
    for opinion_map, count in queries.waiting_for(viewer):
        yield Duty(
            what=_l("Look at new statements"),
            title=opinion_map.title,
            path=f"{opinion_map.address}/statements",
            count=count,
        )


def of_subject(viewer: Any, thing: Any) -> dict[str, Any] | None:
    """The map of something that may have one, on its own page: the way there, or the way to begin one."""
    kind = thing.__tablename__
    if kind not in owner_kinds():
        return None
    opinion_map = queries.map_of(kind, thing.id)
    if opinion_map is not None:
        return {
            "map": opinion_map,
            "subject": opinion_map.subject,
            "people": queries.people_count(opinion_map),
            "begin": None,
        }
    subject: Subject = subject_of(kind, thing.id)
    if subject.is_over or not owner_kind(kind).organises(viewer, thing.id):
        return None
    return {
        "map": None,
        "subject": subject,
        "people": 0,
        "begin": can(viewer, "statements.open_map", subject),
    }
