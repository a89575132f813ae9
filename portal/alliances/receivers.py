from __future__ import annotations

from portal.alliances import services
from portal.core.events import now
from portal.events.ballots import BallotClosed


def fill_office(event: BallotClosed) -> None:
    services.settle_election(event.ballot_id)


LISTENERS = (now(BallotClosed, fill_office),)
