"""News that travels between features.

An event is a frozen dataclass that carries ids, never rows. `announce` calls the NOW listeners at once,
inside the same transaction, and leaves one job for all LATER listeners, in the same transaction too.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask import current_app

from portal.core import clock
from portal.core.jobs import enqueue
from portal.core.work import attempt

log = logging.getLogger("portal.events")


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened."""


E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Listener:
    """One function that wants to hear one kind of event."""

    kind: type[Event]
    receive: Callable[[Any], None]
    later: bool

    @property
    def name(self) -> str:
        return f"{self.kind.__name__}>{self.receive.__module__}.{self.receive.__name__}"


def now(kind: type[E], receive: Callable[[E], None]) -> Listener:
    """Hear at once, inside the same transaction; an error undoes everything. Rows only."""
    return Listener(kind, receive, later=False)


def later(kind: type[E], receive: Callable[[E], None]) -> Listener:
    """Hear from the worker, after the commit; an error is tried again, so it must be repeatable."""
    return Listener(kind, receive, later=True)


class Switchboard:
    """Who listens to what. Filled once, when the app is made."""

    def __init__(self) -> None:
        self.now: defaultdict[type[Event], list[Listener]] = defaultdict(list)
        self.later: defaultdict[type[Event], list[Listener]] = defaultdict(list)
        self.by_name: dict[str, Listener] = {}

    def connect(self, listeners: Iterable[Listener]) -> None:
        for listener in listeners:
            (self.later if listener.later else self.now)[listener.kind].append(listener)
            self.by_name[listener.name] = listener

    def deliver(self, payload: dict[str, Any]) -> None:
        """Job handler: tell the LATER listeners what happened. One that fails is tried again by itself."""
        listeners = [self.by_name[name] for name in payload["to"]]
        for listener in listeners:
            event = listener.kind(**payload["event"])
            if len(listeners) == 1:
                listener.receive(event)
                continue
            try:
                with attempt():
                    listener.receive(event)
            except Exception:
                log.exception("%s failed and gets a job of its own", listener.name)
                enqueue("event", {"to": [listener.name], "event": payload["event"]})


def switchboard() -> Switchboard:
    board: Switchboard = current_app.extensions["portal.events"]
    return board


_journal: ContextVar[list[tuple[datetime, Event]] | None] = ContextVar("journal", default=None)


@contextmanager
def written_down() -> Iterator[list[tuple[datetime, Event]]]:
    """All news of a time with its moment, for the demo city: its points are earned in the order of its days.

    There is no worker in its past: LATER listeners hear at once too.
    """
    journal: list[tuple[datetime, Event]] = []
    token = _journal.set(journal)
    try:
        yield journal
    finally:
        _journal.reset(token)


def announce(event: Event) -> None:
    board = switchboard()
    at_once, afterwards = board.now[type(event)], board.later[type(event)]
    if (journal := _journal.get()) is not None:
        journal.append((clock.now(), event))
        at_once, afterwards = [*at_once, *afterwards], []
    for listener in at_once:
        listener.receive(event)
    if afterwards:
        enqueue("event", {"to": [listener.name for listener in afterwards], "event": vars(event)})
