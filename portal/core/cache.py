"""Pages and fragments kept in memory. Each process has its own; nothing personal is ever kept.

A fragment stands under a key that names its version: a new version is a new key. A page that shows things of
many tables is kept for as long as nothing in the database has changed and no moment has come at which it looks
different (`turns_at`). Either way there is nothing to throw away in time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from flask import current_app, request, session
from markupsafe import Markup
from sqlalchemy import text

from portal.core import clock
from portal.core.db import db
from portal.core.engines import reading_only
from portal.core.language import version as version_of_words
from portal.core.language.current import reader
from portal.core.settings import shelf

MOST = 512  # fragments, at about 20 KB each: 10 MB in a process
MOST_BYTES = 6 * 1024 * 1024  # of whole pages
LONGEST = timedelta(minutes=1)  # even if nothing changes


class Fragments:
    """The fragments used last stay longest."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.kept: OrderedDict[Hashable, Markup] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], str]) -> Markup:
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = Markup(make())  # noqa: S704 - rendered by our own template
            if len(self.kept) > self.most:
                self.kept.popitem(last=False)
        else:
            self.kept.move_to_end(key)
        return found


def keeping() -> bool:
    return bool(current_app.config.get("FRAGMENTS", True))


def fragment(key: Hashable, make: Callable[[], str]) -> Markup:
    """The fragment of this version, made at the first asking. Off when the app says FRAGMENTS=False."""
    if not keeping():
        return Markup(make())  # noqa: S704 - rendered by our own template
    fragments: Fragments = current_app.extensions.setdefault("portal.fragments", Fragments())
    return fragments.get(key, make)


def read_fragment(key: Hashable, make: Callable[[], str]) -> Markup:
    """A fragment with words in it: one for each language, and one for who looks at the original."""
    now = reader()
    return fragment((key, now.locale, now.original), make)


def stranger() -> bool:
    """The reader has no session at all: not signed in, nothing to be told, the same page as everybody."""
    return keeping() and current_app.config["SESSION_COOKIE_NAME"] not in request.cookies


def surroundings_of_page() -> Hashable:
    """What any page depends on besides its things: address, language, display choices, the city's settings and words."""
    now, shown = reader(), (request.cookies.get("theme"), request.cookies.get("size"))
    shelf().look()
    return request.full_path, now.locale, now.original, shown, shelf().stamp, version_of_words()


def page_for_strangers(version: Hashable, make: Callable[[], str]) -> str:
    """A whole page kept for readers without a session, under everything it may depend on.

    `version` must change with everything the page shows that is not the address, the language, the display
    choices or the city's settings. Pages that speak of the time that has passed must not be kept.
    """
    if not stranger():
        return make()
    return fragment(("page", version, surroundings_of_page()), make)


# ---------------------------------------------------------------- kept until anything changes


@dataclass
class Notes:
    """What is said of a page while it is made."""

    moments: list[datetime] = field(default_factory=list)
    own: bool = False


_notes: ContextVar[Notes | None] = ContextVar("notes", default=None)


def is_noted() -> bool:
    """Whether somebody listens to `turns_at`: a moment that costs a question is asked for only then."""
    return _notes.get() is not None


def turns_at(*moments: datetime | None) -> None:
    """What is being read looks different from each of these moments on: a kept page does not outlive the next.

    Queries that compare with the clock say so here; whoever reads for a page that is not kept pays nothing.
    """
    if (notes := _notes.get()) is not None:
        notes.moments.extend(moment for moment in moments if moment is not None)


def turns_at_midnight() -> None:
    """The same, for what is compared with today's date in the city."""
    tomorrow = clock.today() + timedelta(days=1)
    turns_at(datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=clock.CITY_ZONE))


def only_for_this_reader() -> None:
    """Something on the page was made for one reader (a one-time key): it is not kept."""
    if (notes := _notes.get()) is not None:
        notes.own = True


@contextmanager
def noting() -> Iterator[Notes]:
    notes = Notes()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it goes over the line, with the state of the database and the time for which it is true."""

    body: bytes
    state: Hashable
    since: datetime
    until: datetime


@dataclass
class Pages:
    """One page for each address, language and display choice; those used last stay longest."""

    most: int = MOST_BYTES
    kept: OrderedDict[Hashable, KeptPage] = field(default_factory=OrderedDict)
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def find(self, key: Hashable, state: Hashable, at: datetime) -> bytes | None:
        with self.lock:
            page = self.kept.get(key)
            if page is None or page.state != state or not page.since <= at < page.until:
                return None
            self.kept.move_to_end(key)
            return page.body

    def keep(self, key: Hashable, page: KeptPage) -> None:
        with self.lock:
            self.drop(self.kept.pop(key, None))
            self.kept[key] = page
            self.size += len(page.body)
            while self.size > self.most:
                self.drop(self.kept.popitem(last=False)[1])

    def drop(self, page: KeptPage | None) -> None:
        self.size -= len(page.body) if page else 0


STATE = {
    # what others have committed, and what this connection has changed itself
    "sqlite": text("SELECT data_version, total_changes() FROM pragma_data_version"),
    # which transactions can be seen; nothing while this one has written something itself
    "postgresql": text(
        "SELECT CASE WHEN txid_current_if_assigned() IS NULL THEN txid_current_snapshot()::text END, 0"
    ),
}


@dataclass
class Changes:
    """Counts how often the database was found changed, by any of this process' connections."""

    count: int = 0
    lock: Lock = field(default_factory=Lock)

    def seen(self, info: dict[str, object], told: Hashable) -> int:
        """SQLite tells each connection its own number: `info` belongs to the connection and keeps the last."""
        with self.lock:
            if info.get("portal.state") != told:
                info["portal.state"] = told
                self.count += 1
            return self.count


def state_of_database() -> Hashable | None:
    """The same as before only when nothing whatever has been written in between; None when that cannot be said.

    Asked before the page is read, so the page can only be newer than its state.
    """
    connection = db.session.connection()
    told = connection.execute(STATE[connection.dialect.name]).one()
    if connection.dialect.name == "postgresql":
        return str(told[0]) if told[0] else None
    changes: Changes = current_app.extensions.setdefault("portal.changes", Changes())
    return changes.seen(connection.info, tuple(told))


def page_until_anything_changes(make: Callable[[], str]) -> str | bytes:
    """A whole page kept for readers without a session, true as long as the database and the clock leave it so.

    A page that gave its reader a session (a token in a form) is that reader's own and is not kept.
    """
    if not (stranger() and reading_only.get()):
        return make()
    state = state_of_database()
    if state is None:
        return make()
    pages: Pages = current_app.extensions.setdefault("portal.pages", Pages())
    key, since = surroundings_of_page(), clock.now()
    if found := pages.find(key, state, since):
        return found
    with noting() as notes:
        body = make().encode()
    if not session and not notes.own:
        until = min([since + LONGEST, *(moment for moment in notes.moments if moment > since)])
        pages.keep(key, KeptPage(body, state, since, until))
    return body
