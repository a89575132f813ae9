"""What the boards do when others have news."""

from __future__ import annotations

from portal.core.events import now
from portal.events.ballots import BallotClosed
from portal.honor import services


def count_votes(event: BallotClosed) -> None:
    services.count_into_scores(event.ballot_id)


LISTENERS = (now(BallotClosed, count_votes),)
