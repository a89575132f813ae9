"""What is findable: one row for each public thing, in both scripts, with the text as it was indexed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint, event

from portal.core.db import Mapped, Model, mapped_column, pk
from portal.core.types import line
from portal.search import ddl


class SearchDoc(Model):
    """A copy that can be made again at any time; never the truth about anything.

    `title_plain` and `body_plain` are exactly what the index holds: FTS5 can only forget what it is told
    word by word, and the other engines check their candidates against it.
    """

    __tablename__ = "search_doc"
    __table_args__ = (UniqueConstraint("kind", "object_id"),)

    id: Mapped[pk]
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    path: Mapped[str] = mapped_column(String(500))
    place_path: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    title: Mapped[line]
    body: Mapped[line]
    title_plain: Mapped[str] = mapped_column(Text)
    body_plain: Mapped[str] = mapped_column(Text)


event.listen(SearchDoc.__table__, "after_create", ddl.create_index)
event.listen(SearchDoc.__table__, "before_drop", ddl.drop_index)
