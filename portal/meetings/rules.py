"""Arithmetic of notice, codes, presence and results. No database."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.ballots.rules import AdoptionRule, Choice, FormalBallot, Outcome, Weights, tally
from portal.ballots.rules.adoption import least

WINDOW = 30  # seconds after which the room's screen shows another code
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is read as another


def latest_notice(starts_at: datetime, days: int) -> datetime:
    """The last moment at which a notice of so many days is in time."""
    return starts_at - timedelta(days=days)


def quorum_needed(rule: AdoptionRule, entitled: int) -> int:
    return least(entitled, rule.quorum_fraction, strict=rule.quorum_strict)


@dataclass(frozen=True)
class Attending:
    """One voting seat as presence sees it: is its person here, and which seat stands for it."""

    id: int
    here: bool
    proxy_id: int | None = None


def represented(seats: Iterable[Attending]) -> frozenset[int]:
    """The seats whose vote is in the room: those here, and those whose proxy is.

    Who comes after all votes in person; a proxy who is not here brings no vote.
    """
    seats = tuple(seats)
    here = {seat.id for seat in seats if seat.here}
    return frozenset(seat.id for seat in seats if seat.here or seat.proxy_id in here)


def result(rule: AdoptionRule, *, entitled: int, present: int, hands: Iterable[Choice]) -> Outcome:
    """What a meeting decided: abstentions and silence count among those present, a tie fails."""
    ballots = [FormalBallot(choice) for choice in hands]
    return tally(rule, Weights(entitled), ballots, Weights(max(present, len(ballots))))


def code_at(key: str, at: datetime) -> str:
    """What the screen shows at this moment: eight letters, changing with every window."""
    return _code(key, int(at.timestamp()) // WINDOW)


def _code(key: str, window: int) -> str:
    digest = hmac.new(key.encode(), str(window).encode(), hashlib.sha256).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:8])


def code_holds(key: str, typed: str, at: datetime, minutes: int) -> bool:
    """Whether this code was on the screen within the last so many minutes."""
    plain = "".join(c for c in typed.upper() if c in LETTERS)
    return any(hmac.compare_digest(plain, good) for good in _lately(key, at, minutes))


def _lately(key: str, at: datetime, minutes: int) -> Iterator[str]:
    last = int(at.timestamp()) // WINDOW
    for window in range(last, last - minutes * 60 // WINDOW - 1, -1):
        yield _code(key, window)


def is_late(starts_at: datetime, at: datetime, grace: int) -> bool:
    """Signed in later than so many minutes after the time that was called."""
    return at > starts_at + timedelta(minutes=grace)
