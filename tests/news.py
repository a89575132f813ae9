"""Which tests have anything new to ask of PostgreSQL: the others are not run there again, after SQLite.

On SQLite each test leaves a note of the statements it sent, however many values stand in a list. On PostgreSQL a test
is chosen if it sent one that no test chosen before it had sent (who asks most in its time comes first), if a database
refused it anything, if it committed for real, if it began processes that know a database or was skipped. What left no
note is run: what was not there on SQLite, and what is marked `both_databases`. And all are, if not all of the tests on
SQLite passed in this run.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import inf
from pathlib import Path
from time import process_time
from typing import Any
from zlib import crc32

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

ON_SERVER = bool(os.environ.get("PORTAL_TEST_DATABASE"))
PASSED = "on SQLite passed"
OF_TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")
TO_BEGIN = 0.05  # seconds that any test takes on a server, besides what it asks
LIST = re.compile(r"\(\?(?:, \?)*\)")
LISTS = re.compile(r"\(\?\)(?:, \(\?\))+")


@dataclass
class Note:
    """What a test, with what was set up for it, did to databases."""

    asked: set[int] = field(default_factory=set)
    everywhere: bool = False
    """Whether it is run on each database, whatever it asked."""
    seconds: float = 0
    """Of the processor."""


class Notes:
    """One process takes them while it runs its tests on SQLite."""

    def __init__(self) -> None:
        self.taken: dict[str, Note] = {}
        self.now = Note()
        self.known: dict[str, int] = {}

    def listen(self, to: Engine | type[Engine] = Engine) -> None:
        event.listen(to, "before_cursor_execute", self.ask)
        event.listen(to, "commit", self.differ)
        event.listen(to, "handle_error", self.differ)
        sys.addaudithook(self.hear)

    def ask(self, _connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement not in self.known:
            self.known[statement] = crc32(LISTS.sub("(?)", LIST.sub("(?)", statement)).encode())
        if not statement.startswith(OF_TRANSACTIONS):
            self.now.asked.add(self.known[statement])

    def hear(self, what: str, details: tuple[Any, ...]) -> None:
        if what == "os.fork" or (what == "subprocess.Popen" and knows_a_database(details[-1])):
            self.differ()

    def differ(self, *_: object) -> None:
        self.now.everywhere = True

    @contextmanager
    def taken_of(self, test: pytest.Item) -> Iterator[None]:
        self.now, began = Note(), process_time()
        yield
        self.now.seconds = process_time() - began
        if "both_databases" not in test.keywords:
            self.taken[test.nodeid] = self.now

    def leave(self, run: Path) -> None:
        told = {
            name: [note.everywhere, note.seconds, *sorted(note.asked)] for name, note in self.taken.items()
        }
        (run / f"news_{os.getpid()}.json").write_text(json.dumps(told), encoding="utf-8")


def knows_a_database(settings: Mapping[str, str] | None) -> bool:
    """It is told of one in its settings; what only draws is told of nothing."""
    known = os.environ if settings is None else settings
    return any(str(name).startswith("PORTAL_") and str(name)[:12] != "PORTAL_TEST_" for name in known)


def left(run: Path) -> dict[str, Note]:
    """What the tests on SQLite have left in this run, if all is well with them."""
    if not (run / PASSED).exists():
        return {}
    notes: dict[str, Note] = {}
    for each in sorted(run.glob("news_*.json")):
        told = json.loads(each.read_text(encoding="utf-8"))
        notes |= {
            name: Note(set(asked), everywhere, seconds)
            for name, (everywhere, seconds, *asked) in told.items()
        }
    return notes


def chosen(names: list[str], notes: dict[str, Note]) -> set[str]:
    """Who asks most that is new in the same time comes first, and asks for those who come after."""
    found = {name for name in names if name not in notes or notes[name].everywhere}
    asked = set().union(*(notes[name].asked for name in found if name in notes))

    def price(name: str) -> float:
        """The seconds for each new question; more and more the longer one waits."""
        new = len(notes[name].asked - asked)
        return (notes[name].seconds + TO_BEGIN) / new if new else inf

    rest = [(price(name), name) for name in names if name not in found]
    heapify(rest)
    while rest and rest[0][0] < inf:
        _then, name = heappop(rest)
        now = price(name)
        if rest and now > rest[0][0]:
            heappush(rest, (now, name))
        elif now < inf:
            found.add(name)
            asked |= notes[name].asked
    return found
