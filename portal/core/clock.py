"""The time, in one place: always with a zone, decided by the server, settable by tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CITY_ZONE = ZoneInfo("Asia/Shanghai")
_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


class _Ahead:
    """How far this process lives in the future; see `rehearsal`."""

    by = timedelta()


def now() -> datetime:
    return _stopped.get() or datetime.now(UTC) + _Ahead.by


def today() -> date:
    """The date on the city's calendars, not the server's."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    return moment.astimezone(CITY_ZONE)


def end_of(day: date) -> datetime:
    """The midnight with which a day of the city ends: whoever has until then has the whole day."""
    return datetime.combine(day + timedelta(days=1), time(), CITY_ZONE)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock, for tests and for a demo city whose history lies in the past."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)


@contextmanager
def rehearsal() -> Iterator[Callable[[timedelta], None]]:
    """Put the clock of the whole process ahead, for journeys and rehearsals of what takes weeks.

    Yields `skip(by)`: from then on it is so much later, in every thread, and time goes on.
    In the end it is the present again. Never in a portal that serves a real city: its rows would lie ahead.
    """

    def skip(by: timedelta) -> None:
        if by < timedelta():
            raise ValueError("Time only goes forward.")
        _Ahead.by += by

    before = _Ahead.by
    try:
        yield skip
    finally:
        _Ahead.by = before
