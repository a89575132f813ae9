"""SQLite FTS5 inside the portal's own database: the index changes in the transaction of the row.

The table is contentless (its text stands in `search_doc`). It takes tokens, cut by us, with a space between
them; the tokenizer `ascii` leaves every other character alone. A delete must repeat the indexed text exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import column, literal_column, select, table, text

from portal.search.engine import Engine, Filters
from portal.search.models import SearchDoc
from portal.search.tokens import Phrase, Question, tokens

FTS = table("search_fts", column("rowid"))
MATCH = literal_column("search_fts").op("MATCH")
INSERT = text("INSERT INTO search_fts (rowid, title, body) VALUES (:id, :title, :body)")
DELETE = text("INSERT INTO search_fts (search_fts, rowid, title, body) VALUES ('delete', :id, :title, :body)")
CLEAR = text("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
SOME = 200


class Fts5(Engine):
    def index(self, rows: Sequence[SearchDoc]) -> None:
        if rows:
            self.session.execute(INSERT, [indexed(row) for row in rows])

    def unindex(self, row: SearchDoc) -> None:
        self.session.execute(DELETE, indexed(row))

    def refill(self, batches: Iterable[Sequence[SearchDoc]]) -> None:
        self.session.execute(CLEAR)
        for rows in batches:
            self.index(rows)

    def find(
        self, question: Question, filters: Filters, *, title_only: bool, limit: int
    ) -> list[tuple[int, str]]:
        asked = " AND ".join(f"({' OR '.join(map(expression, unit))})" for unit in question.units)
        return self.matching(f"{{title}} : ({asked})" if title_only else asked, filters, limit)

    def with_title_like(self, wanted: Sequence[str], filters: Filters) -> Sequence[int]:
        asked = " OR ".join(f'"{token}"' for token in wanted)
        return [number for number, _kind in self.matching(f"{{title}} : ({asked})", filters, SOME)]

    def matching(self, asked: str, filters: Filters, limit: int) -> list[tuple[int, str]]:
        found = (
            select(SearchDoc.id, SearchDoc.kind)
            .select_from(FTS)
            .join(SearchDoc, SearchDoc.id == FTS.c.rowid)
            .where(MATCH(asked), *filters.conditions())
            .order_by(FTS.c.rowid.desc())
            .limit(limit)
        )
        return [(number, kind) for number, kind in self.session.execute(found)]


def indexed(row: SearchDoc) -> dict[str, object]:
    return {
        "id": row.id,
        "title": " ".join(tokens(row.title_plain)),
        "body": " ".join(tokens(row.body_plain)),
    }


def expression(phrase: Phrase) -> str:
    """Tokens are letters only, so they cannot break out of the quotes."""
    return f'"{" ".join(phrase.tokens)}"{"*" if phrase.open_end else ""}'
