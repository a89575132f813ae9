"""The clauses that bind an alliance today, for features that point at them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import and_, select

from portal.conventions.models import Clause, Convention, Version
from portal.conventions.states import State
from portal.core.clauses import BindingClause
from portal.core.db import db


def binding_clauses(alliance_id: int) -> Iterator[BindingClause]:
    """Of every convention of the alliance whose text is in force, in one query."""
    found = (
        select(Clause, Convention)
        .join(Version, Version.id == Clause.version_id)
        .join(
            Convention,
            and_(Convention.id == Version.convention_id, Convention.in_force_no == Version.number),
        )
        .where(
            Convention.alliance_id == alliance_id,
            Convention.in_force_key.is_not(None),
            Convention.state != State.REPEALED,
        )
        .order_by(Convention.id, Clause.number, Clause.id)
    )
    for clause, convention in db.session.execute(found):
        yield BindingClause(
            key=clause.key,
            path=f"{convention.path}#clause-{clause.key}",
            title=convention.title,
            number=clause.number,
            heading=clause.heading,
            text=clause.text,
        )
