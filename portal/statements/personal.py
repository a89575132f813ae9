"""What the opinion maps know of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal.core.db import db
from portal.statements.models import OpinionMap, Participant, Statement, StatementVote
from portal.statements.states import NAMES, Choice


def export(user_id: int) -> dict[str, Any]:
    """One's own statements, and what one has said to those of others."""
    written = select(Statement).where(Statement.author_id == user_id).options(joinedload(Statement.map))
    said = (
        select(OpinionMap.title, Statement.text, StatementVote.choice, StatementVote.at)
        .join(Participant, Participant.id == StatementVote.participant_id)
        .join(Statement, Statement.id == StatementVote.statement_id)
        .join(OpinionMap, OpinionMap.id == StatementVote.map_id)
        .where(Participant.user_id == user_id)
        .order_by(StatementVote.map_id, Statement.number)
    )
    return {
        "statements_written": [
            {
                "title": s.map.title.original,
                "text": s.text.original,
                "state": str(s.state),
                "at": s.at.isoformat(),
            }
            for s in db.session.scalars(written.order_by(Statement.id))
        ],
        "statements_answered": [
            {
                "title": title.original,
                "statement": text.original,
                "choice": NAMES[Choice(choice)],
                "at": at.isoformat(),
            }
            for title, text, choice, at in db.session.execute(said)
        ],
    }


def forget(user_id: int) -> None:
    """Votes and statements stay, because the picture rests on them; nobody stands behind them any more."""
    db.session.execute(update(Participant).where(Participant.user_id == user_id).values(user_id=None))
    db.session.execute(update(Statement).where(Statement.author_id == user_id).values(author_id=None))
