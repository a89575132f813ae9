"""What conventions do when a vote about one of them is over, or when a working text has changed."""

from __future__ import annotations

from sqlalchemy import select

from portal.conventions import queries, services
from portal.conventions.models import Convention
from portal.core.db import db
from portal.core.events import now
from portal.events.alliances import AllianceDissolved
from portal.events.ballots import BallotClosed
from portal.events.conventions import TextChanged


def vote_counted(event: BallotClosed) -> None:
    convention = db.session.scalar(select(Convention).where(Convention.ballot_id == event.ballot_id))
    if convention is not None:
        services.count_vote(convention, passed=event.passed)


def text_changed(event: TextChanged) -> None:
    """Amendments that nobody has decided on may collide with it now, or fit again."""
    convention = db.session.get_one(Convention, event.convention_id)
    db.session.flush()  # they are tried against what is stored
    services.recheck(convention, queries.current_version(convention))


def alliance_ended(event: AllianceDissolved) -> None:
    """Its conventions end with the alliance, when this was decided so; else they stay as they are."""
    if event.repeals:
        services.end_with_alliance(event.alliance_id, event.user_id)


LISTENERS = (
    now(BallotClosed, vote_counted),
    now(TextChanged, text_changed),
    now(AllianceDissolved, alliance_ended),
)
