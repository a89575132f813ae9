"""What has been issued under a hash, and the PDFs made of it."""

from __future__ import annotations

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line
from portal.files.models import StoredFile


class IssuedPaper(Model):
    """A text that stands for itself: `/v/<token>` compares its hash with what is stored today."""

    __tablename__ = "issued_paper"
    __table_args__ = (UniqueConstraint("kind", "object_id", "text_hash"),)

    id: Mapped[pk]
    token: Mapped[str] = mapped_column(String(24), unique=True, default=lambda: secrets.token_urlsafe(9))
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    title: Mapped[line]
    alg: Mapped[str] = mapped_column(String(10), default="sha256")
    text_hash: Mapped[str] = mapped_column(String(64))
    path: Mapped[str] = mapped_column(String(200))
    issued_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[moment]

    @property
    def proof_path(self) -> str:
        """Without a language: the reader's own is found when it is opened."""
        return f"/v/{self.token}"


class PdfState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    IMPOSSIBLE = "impossible"  # what draws PDFs is not installed


class PaperPdf(Model):
    """One PDF of a paper, in one language and size."""

    __tablename__ = "paper_pdf"
    __table_args__ = (UniqueConstraint("paper_id", "locale", "size"),)

    id: Mapped[pk]
    paper_id: Mapped[int] = mapped_column(ForeignKey("issued_paper.id"))
    paper: Mapped[IssuedPaper] = relationship()
    locale: Mapped[str] = mapped_column(String(10))
    size: Mapped[str] = mapped_column(String(4), default="a4")
    state: Mapped[PdfState] = mapped_column(default=PdfState.WAITING)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    file: Mapped[StoredFile | None] = relationship()
    made_at: Mapped[datetime | None]
