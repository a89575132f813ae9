"""The port: five methods (add, remove, query, suggest, rebuild) that every engine answers alike.

What is found stands in `search_doc` whatever the engine; an engine only finds the numbers of rows.
So a thing that was taken away is never shown, even by an index that still remembers it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session, scoped_session

from portal.core import clock
from portal.search.documents import Doc, Hit, Results, Suggestion, likeness, row_values, shapes
from portal.search.models import SearchDoc
from portal.search.tokens import LONGEST_QUESTION, Question, plain, read_question

WINDOW = 1000
BATCH = 500
SHOWN = ("kind", "object_id", "path", "place_path", "state", "at", "title", "body")

AnySession = Session | scoped_session[Any]


@dataclass(frozen=True)
class Filters:
    """Where to look. `place` is the path of a place: what stands below it counts too."""

    now: datetime
    kind: str = ""
    place: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [or_(SearchDoc.gone_at.is_(None), SearchDoc.gone_at > self.now)]
        if self.kind:
            found.append(SearchDoc.kind == self.kind)
        if self.place:
            found.append(SearchDoc.place_path.startswith(self.place, autoescape=True))
        return found


class Engine(ABC):
    """Rows, paging and counting for every engine; the index itself is the engine's own."""

    by_worker = False
    """Whether only the worker may write (an index outside the database has one writer)."""

    def __init__(self, session: AnySession, *, window: int = WINDOW) -> None:
        self.session = session
        self.window = window

    def add(self, doc: Doc) -> None:
        """Make findable, or findable as it is now."""
        values = row_values(doc)
        row = self.session.scalar(one(doc.kind, doc.object_id))
        if row is None:
            row = SearchDoc(**values)
            self.session.add(row)
            self.session.flush()  # the index needs the number of the row
        else:
            same_text = (row.title_plain, row.body_plain) == (values["title_plain"], values["body_plain"])
            if not same_text:
                self.before_change(row)
            for name, value in values.items():
                setattr(row, name, value)
            self.session.flush()
            if same_text and not self.by_worker:
                return
        self.index([row])

    def remove(self, kind: str, object_id: int) -> None:
        """Make unfindable. Nothing happens when it was not findable."""
        row = self.session.scalar(one(kind, object_id))
        if row is not None:
            self.unindex(row)
            self.session.delete(row)
            self.session.flush()

    def query(
        self, text: str, *, kind: str = "", place: str = "", start: int = 0, limit: int = 20
    ) -> Results:
        """Things whose title answers come first, then the newest first."""
        question = read_question(text)
        if not question:
            return Results(kinds={})
        filters = Filters(clock.now(), place=place)
        found, more = self.answers(question, filters)
        kinds, kinds_more = Counter(found.values()), more
        if kind:
            filters = Filters(filters.now, kind=kind, place=place)
            if more:
                found, more = self.answers(question, filters)
            found = {number: its_kind for number, its_kind in found.items() if its_kind == kind}
        page = list(found)[start : start + limit]
        following = start + limit
        return Results(
            hits=self.hits(page, question),
            total=len(found),
            more=more,
            kinds=dict(kinds),
            kinds_more=kinds_more,
            next=following if following < len(found) else None,
        )

    def suggest(self, text: str, *, limit: int = 5) -> list[Suggestion]:
        """Titles that have what was typed, then those that share the most with it; each title once."""
        question = read_question(text)
        if not question:
            return []
        filters = Filters(clock.now())
        wanted = shapes(plain(text[:LONGEST_QUESTION]))
        numbers = [number for number, _kind in self.find(question, filters, title_only=True, limit=limit)]
        if len(numbers) < limit:
            numbers += self.with_title_like(sorted(wanted), filters)
        columns = (SearchDoc.id, SearchDoc.title, SearchDoc.path, SearchDoc.title_plain)
        rows = self.session.execute(select(*columns).where(SearchDoc.id.in_(numbers))).all()
        best = sorted(rows, key=lambda row: (-likeness(wanted, shapes(row.title_plain)), -row.id))
        told: dict[str, Suggestion] = {}
        for row in best:  # a topic and its replies have one title: the topic came first
            told[row.title_plain] = Suggestion(row.title, row.path)
        return list(told.values())[:limit]

    def rebuild(self, docs: Iterable[Doc]) -> int:
        """Forget everything and take these instead, in the order given (oldest first). Returns how many."""
        self.session.execute(delete(SearchDoc))
        self.refill(self.batches(docs))
        return self.session.scalar(select(func.count()).select_from(SearchDoc)) or 0

    def batches(self, docs: Iterable[Doc]) -> Iterator[list[SearchDoc]]:
        """New rows with their numbers, a few hundred at a time to spare memory."""
        waiting = iter(docs)
        while chunk := list(islice(waiting, BATCH)):
            rows = [SearchDoc(**row_values(doc)) for doc in chunk]
            self.session.add_all(rows)
            self.session.flush()
            yield rows
            for row in rows:
                self.session.expunge(row)

    def answers(self, question: Question, filters: Filters) -> tuple[dict[int, str], bool]:
        """Numbers and kinds in the order of the result, and whether the window was too small."""
        by_title = self.find(question, filters, title_only=True, limit=self.window + 1)
        anywhere = self.find(question, filters, title_only=False, limit=self.window + 1)
        found = dict(by_title[: self.window])
        for number, kind in anywhere:
            if len(found) == self.window:
                break
            found.setdefault(number, kind)
        return found, max(len(by_title), len(anywhere)) > self.window

    def hits(self, numbers: Sequence[int], question: Question) -> tuple[Hit, ...]:
        columns = [getattr(SearchDoc, name) for name in SHOWN]
        rows = self.session.execute(select(SearchDoc.id, *columns).where(SearchDoc.id.in_(numbers)))
        shown = {number: dict(zip(SHOWN, values, strict=True)) for number, *values in rows}
        return tuple(Hit(**shown[number], question=question) for number in numbers)

    def close(self) -> None:  # noqa: B027  (most engines hold nothing)
        """Let go of what is held open outside the session."""

    @abstractmethod
    def index(self, rows: Sequence[SearchDoc]) -> None:
        """Take rows into the index; they have numbers and are not in it."""

    def before_change(self, row: SearchDoc) -> None:
        """The text of an indexed row is about to change; `index` follows."""
        self.unindex(row)

    @abstractmethod
    def unindex(self, row: SearchDoc) -> None:
        """Take out a row as it stands, before it changes."""

    @abstractmethod
    def refill(self, batches: Iterable[Sequence[SearchDoc]]) -> None:
        """Empty the index and take these rows; the old ones have already gone."""

    @abstractmethod
    def find(
        self, question: Question, filters: Filters, *, title_only: bool, limit: int
    ) -> list[tuple[int, str]]:
        """Numbers and kinds of the rows that answer, newest (highest number) first."""

    @abstractmethod
    def with_title_like(self, wanted: Sequence[str], filters: Filters) -> Sequence[int]:
        """Numbers of some rows whose title has any of the tokens."""


def one(kind: str, object_id: int) -> Select[SearchDoc]:
    return select(SearchDoc).where(SearchDoc.kind == kind, SearchDoc.object_id == object_id)
