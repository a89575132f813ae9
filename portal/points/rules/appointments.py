"""When somebody who does not come gets no new appointment for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

MISSES = 2
WITHIN = timedelta(days=90)
REST = timedelta(days=30)


def barred_until(missed: Sequence[datetime], now: datetime) -> datetime | None:
    """`missed` are the times that somebody did not come, of the last 90 days. Two of them: 30 days after the later."""
    if len(missed) < MISSES:
        return None
    until = max(missed) + REST
    return until if until > now else None
