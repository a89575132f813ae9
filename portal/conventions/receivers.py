"""What conventions do when a vote about one of them is over."""

from __future__ import annotations

from sqlalchemy import select

from portal.conventions import services
from portal.conventions.models import Convention
from portal.core.db import db
from portal.core.events import now
from portal.events.ballots import BallotClosed


def vote_counted(event: BallotClosed) -> None:
    convention = db.session.scalar(select(Convention).where(Convention.ballot_id == event.ballot_id))
    if convention is not None:
        services.count_vote(convention, passed=event.passed)


LISTENERS = (now(BallotClosed, vote_counted),)
