from __future__ import annotations

from portal.alliances import services
from portal.core.events import now
from portal.events.ballots import BallotClosed


def fill_office(event: BallotClosed) -> None:
    services.settle_election(event.ballot_id)


def note_vote_on_merger(event: BallotClosed) -> None:
    services.settle_merger(event.ballot_id, passed=event.passed)


LISTENERS = (now(BallotClosed, fill_office), now(BallotClosed, note_vote_on_merger))
