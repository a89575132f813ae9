"""Issues of a board: 2026年第4期 gathers what its board has decided; it never publishes an entry."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, rich
from portal.honor.models.board import HonorBoard
from portal.honor.states import IssueState, Polarity
from portal.places.models import Place

PUBLISHED_BY_ANOTHER = (
    "state <> 'published' OR (published_at IS NOT NULL AND published_by IS NOT NULL"
    " AND published_by <> opened_by)"
)


class BoardIssue(Model):
    """One issue of one board. Its entries name it, and each is shown only while it is itself shown."""

    __tablename__ = "honor_issue"
    __table_args__ = (
        UniqueConstraint("board_id", "number"),
        UniqueConstraint("id", "board_id"),  # an entry names both: it stands in an issue of its own board
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("period_from <= period_until", name="period_in_order"),
        CheckConstraint(PUBLISHED_BY_ANOTHER, name="published_by_another"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_hex(4))
    board_id: Mapped[int] = mapped_column(ForeignKey("honor_board.id"))
    board: Mapped[HonorBoard] = relationship()
    state: Mapped[IssueState] = mapped_column(default=IssueState.DRAFTING)
    number: Mapped[int]
    title: Mapped[line]
    period_from: Mapped[date]
    period_until: Mapped[date]
    foreword: Mapped[rich] = mapped_column(default=lambda: Bitext.html(""))
    opened_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[moment]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None]

    @property
    def is_red(self) -> bool:
        return self.board.polarity is Polarity.RED

    @property
    def place(self) -> Place:
        return self.board.place

    @property
    def alliance_id(self) -> int | None:
        return self.board.alliance_id

    @property
    def full_title(self) -> Bitext:
        """With the name of its board, for wherever it stands alone."""
        board, title = self.board.name, self.title
        return Bitext.both(f"{board.hans} {title.hans}", f"{board.hant} {title.hant}", title.script)
