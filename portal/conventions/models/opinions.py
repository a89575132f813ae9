"""What people said of a convention."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.conventions.models.convention import Convention
from portal.conventions.models.words import no_text
from portal.conventions.states import Channel, Disposition, Stance
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import name, plain


class Comment(Model):
    """A numbered opinion on the whole (`clause_key` empty) or on one clause, and what became of it.

    `user_id` wrote it here, or typed it in for `speaker`, who gave it on paper, by telephone or at a meeting;
    the scan is a file of this row.
    """

    __tablename__ = "convention_comment"
    __table_args__ = (UniqueConstraint("convention_id", "number"),)

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    number: Mapped[int]
    clause_key: Mapped[str] = mapped_column(String(12), default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    stance: Mapped[Stance]
    text: Mapped[plain]
    channel: Mapped[Channel] = mapped_column(default=Channel.WEB)
    speaker: Mapped[name] = mapped_column(default=no_text)
    at: Mapped[moment]
    disposition: Mapped[Disposition | None]
    reply: Mapped[plain] = mapped_column(default=lambda: Bitext.html(""))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
