from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.ballots.models import Ballot
from portal.conventions.models import Clause, Convention, Version
from portal.conventions.states import HIDDEN, State
from portal.core.cards import Card
from portal.core.db import db
from portal.core.language import Bitext


def all_ids() -> list[int]:
    return list(db.session.scalars(select(Convention.id).order_by(Convention.id)))


def card(convention_id: int) -> Card | None:
    found = select(Convention).where(Convention.id == convention_id)
    convention = db.session.scalar(found.options(joinedload(Convention.place)))
    if convention is None or (convention.state in HIDDEN and convention.in_force_no is None):
        return None
    opens_at, closes_at = times_open(convention)
    return Card(
        kind="convention",
        object_id=convention.id,
        title=convention.title,
        path=convention.path,
        at=convention.published_at or convention.comment_from or convention.made_at,
        state=convention.shown_state,
        place_id=convention.place_id,
        place_path=convention.place.path,
        summary=convention.summary,
        body=body_of(convention),
        alliance_id=convention.alliance_id,
        opens_at=opens_at,
        closes_at=closes_at,
        figures={
            "comments": convention.comment_count,
            "signatures": convention.signature_count,
            "chain_count": convention.chain_count,
            "chain_head": convention.chain_head,
        },
    )


def times_open(convention: Convention) -> tuple[datetime | None, datetime | None]:
    """When people can take part: comment, vote or sign."""
    if convention.state is State.GATHERING:
        return convention.comment_from, convention.comment_until
    if convention.state is State.VOTING and convention.ballot_id:
        ballot = db.session.get_one(Ballot, convention.ballot_id)
        return ballot.opens_at, ballot.closes_at
    if convention.state is State.SIGNING:
        return convention.signing_from, convention.signing_until
    return None, None


def body_of(convention: Convention) -> Bitext:
    """The text in force, or the newest fixed one, for search."""
    fixed = select(Version).where(Version.convention_id == convention.id, Version.text_hash != "")
    if convention.in_force_no is not None:
        fixed = fixed.where(Version.number == convention.in_force_no)
    version = db.session.scalar(fixed.order_by(Version.number.desc()).limit(1))
    if version is None:
        return Bitext.both("", "")
    clauses = db.session.scalars(
        select(Clause).where(Clause.version_id == version.id).order_by(Clause.number)
    )
    parts = [version.preamble]
    for clause in clauses:
        parts += [clause.heading, clause.text]
    return Bitext.both("\n".join(p.hans for p in parts), "\n".join(p.hant for p in parts))
