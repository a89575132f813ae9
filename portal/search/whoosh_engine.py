"""Whoosh, in a folder beside the database: for those who want it. Slower, and written by the worker only.

The index keeps no class of ours (its table of contents is a pickle), no positions and no text: it proposes
rows, and the stored text of `search_doc` decides. So an index that is behind never shows what has gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from threading import Lock

from sqlalchemy import select
from whoosh.fields import ID, KEYWORD, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, LockError
from whoosh.query import And, Or, Query, Term
from whoosh.searching import Searcher
from whoosh.writing import CLEAR, SegmentWriter

from portal.search.candidates import bag, proof
from portal.search.engine import WINDOW, AnySession, Engine, Filters
from portal.search.models import SearchDoc
from portal.search.tokens import Question

SCHEMA = Schema(id=ID(unique=True, stored=True), title=KEYWORD, words=KEYWORD)
PATIENCE = 20.0
ASK_AT_ONCE = 500
SOME = 200


class Whoosh(Engine):
    by_worker = True

    def __init__(self, session: AnySession, folder: Path, *, window: int = WINDOW) -> None:
        super().__init__(session, window=window)
        self.folder = folder
        self.lock = Lock()
        self._index: FileIndex | None = None
        self._searcher: Searcher | None = None

    def index(self, rows: Sequence[SearchDoc]) -> None:
        with self.writer() as writer:
            for row in rows:
                writer.update_document(**indexed(row))

    def before_change(self, row: SearchDoc) -> None:
        """Nothing: `index` replaces by number."""

    def unindex(self, row: SearchDoc) -> None:
        with self.writer() as writer:
            writer.delete_by_term("id", str(row.id))

    def refill(self, batches: Iterable[Sequence[SearchDoc]]) -> None:
        writer = self.writer_of_a_new_index()
        try:
            for rows in batches:
                for row in rows:
                    writer.add_document(**indexed(row))
        except BaseException:
            writer.cancel()
            raise
        finish = writer.commit  # the folder's, not the database's
        finish(mergetype=CLEAR)

    def find(
        self, question: Question, filters: Filters, *, title_only: bool, limit: int
    ) -> list[tuple[int, str]]:
        field = "title" if title_only else "words"
        asked = And(
            [Or([And([Term(field, t) for t in phrase.tokens]) for phrase in unit]) for unit in question.units]
        )
        found: list[tuple[int, str]] = []
        for numbers in self.newest_first(asked):
            chosen = (
                select(SearchDoc.id, SearchDoc.kind)
                .where(SearchDoc.id.in_(numbers))
                .where(*proof(question, title_only=title_only, always=True), *filters.conditions())
                .order_by(SearchDoc.id.desc())
                .limit(limit - len(found))
            )
            found += [(number, kind) for number, kind in self.session.execute(chosen)]
            if len(found) == limit:
                break
        return found

    def with_title_like(self, wanted: Sequence[str], filters: Filters) -> Sequence[int]:
        numbers = next(self.newest_first(Or([Term("title", token) for token in wanted])), [])[:SOME]
        known = select(SearchDoc.id).where(SearchDoc.id.in_(numbers), *filters.conditions())
        return list(self.session.scalars(known))

    def newest_first(self, asked: Query) -> Iterator[list[int]]:
        searcher = self.searcher()
        found = (int(searcher.stored_fields(place)["id"]) for place in searcher.docs_for_query(asked))
        numbers = iter(sorted(found, reverse=True))
        while chunk := list(islice(numbers, ASK_AT_ONCE)):
            yield chunk

    def opened(self) -> FileIndex:
        """The folder is as private as the database: who can write in it can run code."""
        if self._index is None:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            storage = FileStorage(str(self.folder))
            self._index = storage.open_index() if storage.index_exists() else storage.create_index(SCHEMA)
        return self._index

    def writer(self) -> SegmentWriter:
        """Waits for another writer for a while; then an error, and the worker tries again later."""
        return SegmentWriter(self.opened(), timeout=PATIENCE)

    def writer_of_a_new_index(self) -> SegmentWriter:
        """Rebuilding is the cure for a folder that cannot be read, whatever has happened to it."""
        try:
            return self.writer()
        except LockError:
            raise
        except Exception:
            self._index = FileStorage(str(self.folder)).create_index(SCHEMA)
            return self.writer()

    def searcher(self) -> Searcher:
        """Opening costs hundreds of milliseconds, so one stays open and is renewed when the index has changed."""
        with self.lock:
            if self._searcher is None:
                self._searcher = self.opened().searcher()
            elif not self._searcher.up_to_date():
                self._searcher = self._searcher.refresh()
            return self._searcher

    def close(self) -> None:
        with self.lock:
            if self._searcher is not None:
                self._searcher.close()
            self._searcher = None


def indexed(row: SearchDoc) -> dict[str, str]:
    title = bag(row.title_plain)
    words = title | bag(row.body_plain)
    return {"id": str(row.id), "title": " ".join(sorted(title)), "words": " ".join(sorted(words))}
