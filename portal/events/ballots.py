from __future__ import annotations

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BallotCast(Event):
    """A person has taken part in a vote; how, the event does not say."""

    ballot_id: int
    user_id: int


@dataclass(frozen=True, kw_only=True)
class BallotClosed(Event):
    """A vote is over and counted."""

    ballot_id: int
    passed: bool
