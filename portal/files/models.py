"""What people have uploaded: one row for each upload, one file on disk for each content."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk


class FileKind(StrEnum):
    IMAGE = "image"
    PDF = "pdf"
    DOCUMENT = "document"  # Word, Excel, PowerPoint without macros


class StoredFile(Model):
    """An upload. `sha256` names the content on disk; `code` is its address `/files/<code>`.

    A file that is not public is for its owner and for those whom the feature of its subject lets in.
    """

    __tablename__ = "stored_file"
    __table_args__ = (Index("ix_stored_file_subject", "subject_kind", "subject_id"),)

    id: Mapped[pk]
    code: Mapped[code]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[FileKind]
    media_type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    public: Mapped[bool] = mapped_column(default=False)
    subject_kind: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    owner: Mapped[User] = relationship()
    at: Mapped[moment]

    @property
    def path(self) -> str:
        return f"/files/{self.code}"

    @property
    def url(self) -> str:
        return self.path
