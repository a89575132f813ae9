"""PostgreSQL: vectors of pairs and single characters without positions, then a check of the stored text.

Positions would make phrases slow, and arrays make the planner change its mind; `fastupdate` is off so that
no query ever has to read a pending list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, String, bindparam, cast, column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from portal.search.candidates import bag, proof
from portal.search.engine import Engine, Filters
from portal.search.models import SearchDoc
from portal.search.tokens import Question

VECTOR = table("search_vector", column("id"), column("title"), column("words"))
INSERT = text(
    "INSERT INTO search_vector (id, title, words)"
    " VALUES (:id, array_to_tsvector(CAST(:title AS text[])), array_to_tsvector(CAST(:words AS text[])))"
)
DELETE = text("DELETE FROM search_vector WHERE id = :id")
SOME = 200


class Postgres(Engine):
    def index(self, rows: Sequence[SearchDoc]) -> None:
        if rows:
            self.session.execute(INSERT, [indexed(row) for row in rows])

    def unindex(self, row: SearchDoc) -> None:
        self.session.execute(DELETE, {"id": row.id})

    def refill(self, batches: Iterable[Sequence[SearchDoc]]) -> None:
        """The vectors of the old rows have gone with them."""
        for rows in batches:
            self.index(rows)

    def find(
        self, question: Question, filters: Filters, *, title_only: bool, limit: int
    ) -> list[tuple[int, str]]:
        asked = " & ".join(
            f"({' | '.join(all_of(phrase.tokens) for phrase in unit)})" for unit in question.units
        )
        found = (
            select(SearchDoc.id, SearchDoc.kind)
            .join(VECTOR, VECTOR.c.id == SearchDoc.id)
            .where(
                has(asked, title_only=title_only),
                *proof(question, title_only=title_only),
                *filters.conditions(),
            )
            .order_by(SearchDoc.id.desc())
            .limit(limit)
        )
        return [(number, kind) for number, kind in self.session.execute(found)]

    def with_title_like(self, wanted: Sequence[str], filters: Filters) -> Sequence[int]:
        found = (
            select(SearchDoc.id)
            .join(VECTOR, VECTOR.c.id == SearchDoc.id)
            .where(has(" | ".join(map(quoted, wanted)), title_only=True), *filters.conditions())
            .order_by(SearchDoc.id.desc())
            .limit(SOME)
        )
        return list(self.session.scalars(found))


def has(asked: str, *, title_only: bool) -> ColumnElement[bool]:
    vector = VECTOR.c.title if title_only else VECTOR.c.words
    # written into the statement: a prepared one gets a generic plan after a while, which reads everything
    literal = bindparam(None, asked, String, unique=True, literal_execute=True)
    return vector.op("@@", is_comparison=True)(cast(literal, TSQUERY))


def all_of(tokens: Sequence[str]) -> str:
    return f"({' & '.join(map(quoted, tokens))})"


def quoted(token: str) -> str:
    """Tokens are letters only, so they cannot break out of the quotes."""
    return f"'{token}'"


def indexed(row: SearchDoc) -> dict[str, object]:
    title = bag(row.title_plain)
    return {"id": row.id, "title": sorted(title), "words": sorted(title | bag(row.body_plain))}
