"""Where an officer found that the lint was wrong about a clause."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.conventions.rules.lint import Code
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line


class LintOverride(Model):
    """“This is no fine”: one finding in one exact text of one clause, set aside for a reason that stays visible.

    `text_mark` is the SHA-256 of the clause's text: a changed clause is looked at anew.
    """

    __tablename__ = "convention_lint_override"
    __table_args__ = (
        Index(
            "uq_convention_lint_override_open",
            "convention_id",
            "clause_key",
            "code",
            "text_mark",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    clause_key: Mapped[str] = mapped_column(String(12))
    code: Mapped[Code]
    text_mark: Mapped[str] = mapped_column(String(64))
    reason: Mapped[line]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    by: Mapped[User] = relationship()
    at: Mapped[moment]
    taken_back_at: Mapped[datetime | None]
