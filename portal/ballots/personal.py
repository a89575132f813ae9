"""What the votes know of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.ballots.models import Ballot, Vote, Voter
from portal.core.db import db


def export(user_id: int) -> dict[str, Any]:
    """The rolls somebody stands on, and what they chose where votes carry names."""
    rolls = select(Ballot, Voter).join(Voter, Voter.ballot_id == Ballot.id).where(Voter.user_id == user_id)
    named = select(Vote.ballot_id, Vote.choices).where(Vote.user_id == user_id)
    choices = {ballot_id: chosen for ballot_id, chosen in db.session.execute(named)}
    return {
        "rolls": [
            {
                "title": ballot.title.original,
                "may_vote_until": ballot.closes_at.isoformat(),
                "voted_on": voter.voted_on.isoformat() if voter.voted_on else None,
                "choices": choices.get(ballot.id),
            }
            for ballot, voter in db.session.execute(rolls.order_by(Ballot.id))
        ]
    }


def forget(_user_id: int) -> None:
    """Nothing: rolls and named votes carry a number only, and results must stay provable."""
