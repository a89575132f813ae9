"""The time, in one place: always with a zone, decided by the server, settable by tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    return _stopped.get() or datetime.now(UTC)


def today() -> date:
    """The date on the city's calendars, not the server's."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    return moment.astimezone(CITY_ZONE)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock, for tests and for a demo city whose history lies in the past."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
