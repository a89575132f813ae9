"""Tables of findings on their way into the books."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, String

from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.points.states.imports import ImportState


class FindingImport(Model):
    """A table that was sent: checked line by line, then kept as a whole or not at all.

    `rows` and `problems` are emptied when it is kept or dropped: what is kept stands in its own rows, and names of
    people wait nowhere else. `fingerprint` refuses the same file a second time.
    """

    __tablename__ = "points_import"

    id: Mapped[pk]
    code: Mapped[code]
    file_name: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[ImportState] = mapped_column(default=ImportState.CHECKING)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    total: Mapped[int]
    checked: Mapped[int] = mapped_column(default=0)
    made: Mapped[int] = mapped_column(default=0)
    sent_by: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    sent_at: Mapped[moment]
    kept_at: Mapped[dt.datetime | None]
