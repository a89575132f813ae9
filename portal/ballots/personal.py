"""What the votes know of one person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from portal.ballots.models import Ballot, Proxy, Roll, RollLine, Vote, Voter
from portal.core.db import db


def export(user_id: int) -> dict[str, Any]:
    """The rolls somebody stands on, and what they chose where votes carry names."""
    rolls = select(Ballot, Voter).join(Voter, Voter.ballot_id == Ballot.id).where(Voter.user_id == user_id)
    named = select(Vote.ballot_id, Vote.choices, Vote.reason).where(Vote.user_id == user_id)
    written = (
        select(Roll, RollLine).join(RollLine, RollLine.roll_id == Roll.id).where(RollLine.user_id == user_id)
    )
    proxies = (
        select(Ballot, Proxy).join(Proxy, Proxy.ballot_id == Ballot.id).where(Proxy.holder_id == user_id)
    )
    choices = {ballot_id: (chosen, reason) for ballot_id, chosen, reason in db.session.execute(named)}
    return {
        "rolls": [
            {
                "title": ballot.title.original,
                "name": voter.name.original,
                "unit": voter.unit.original,
                "area": voter.area,
                "may_vote_until": ballot.closes_at.isoformat(),
                "voted_on": voter.voted_on.isoformat() if voter.voted_on else None,
                "choices": choices[ballot.id][0] if ballot.id in choices else None,
                "reason": choices[ballot.id][1].original if ballot.id in choices else "",
            }
            for ballot, voter in db.session.execute(rolls.order_by(Ballot.id))
        ],
        "rolls_before_a_vote": [
            {
                "title": roll.title.original,
                "name": line.name.original,
                "unit": line.unit.original,
                "area": line.area,
            }
            for roll, line in db.session.execute(written.order_by(Roll.id))
        ],
        "proxies": [
            {"title": ballot.title.original, "at": proxy.at.isoformat()}
            for ballot, proxy in db.session.execute(proxies.order_by(Proxy.id))
        ],
    }


def forget(user_id: int) -> None:
    """Take the person off rolls that no vote was called with. Called rolls stay: results must stay provable,
    and beside them stands the name the committee wrote, which is the committee's to keep or to destroy.
    """
    db.session.execute(delete(RollLine).where(RollLine.user_id == user_id))
