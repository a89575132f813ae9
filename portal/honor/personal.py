"""What the boards know of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload, selectinload

from portal.core.db import db
from portal.honor.models import BoardEntry, Candidacy, CriterionScore, Juror, JurorMark, Look, Objection
from portal.honor.services import let_go


def export(user_id: int) -> dict[str, Any]:
    entries = db.session.scalars(
        select(BoardEntry)
        .where((BoardEntry.holder_id == user_id) | (BoardEntry.nominated_by == user_id))
        .order_by(BoardEntry.id)
    )
    objections = db.session.scalars(
        select(Objection).where(Objection.user_id == user_id).order_by(Objection.id)
    )
    candidacies = (
        select(Candidacy)
        .join(Candidacy.entry)
        .where(BoardEntry.holder_id == user_id)
        .options(
            joinedload(Candidacy.programme),
            selectinload(Candidacy.scores).joinedload(CriterionScore.criterion),
        )
        .order_by(Candidacy.id)
    )
    looks = select(Look.entry_id, Look.at, Look.purpose).where(Look.user_id == user_id).order_by(Look.id)
    return {
        "entries": [
            {
                "title": e.title.original,
                "about_me": e.holder_id == user_id,
                "state": str(e.state),
                "from": e.publish_from.isoformat() if e.publish_from else None,
                "until": e.publish_until.isoformat() if e.publish_until else None,
            }
            for e in entries
        ],
        "objections": [
            {
                "text": o.text.original,
                "received_on": o.received_on.isoformat(),
                "answer": o.answer.original if o.answer else None,
            }
            for o in objections
        ],
        "candidacies": [
            {
                "title": c.programme.name.original,
                "round": c.round,
                "scores": [
                    {
                        "criterion": s.criterion.name.original,
                        "weight": s.criterion.weight,
                        "points": s.points,
                        "reason": s.ground.original,
                        "figure": s.figure.original if s.figure else None,
                    }
                    for s in c.scores
                ],
                "jury": c.jury_finding.original if c.jury_finding else None,
            }
            for c in db.session.scalars(candidacies)
        ],
        "jury_marks": [
            {"entry": one.candidacy_id, "adopted": one.admits, "reason": one.reason.original}
            for one in db.session.scalars(
                select(JurorMark).join(JurorMark.juror).where(Juror.user_id == user_id)
            )
        ],
        "files_opened": [
            {"entry": entry_id, "at": at.isoformat(), "purpose": purpose.original}
            for entry_id, at, purpose in db.session.execute(looks)
        ],
    }


def forget(user_id: int) -> None:
    """Praise of a person who leaves comes down; contacts go; what officials did stays under their number."""
    let_go(user_id)
    db.session.execute(update(Objection).where(Objection.user_id == user_id).values(contact=""))
