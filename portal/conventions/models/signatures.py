"""Who signed which text."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.conventions.models.convention import Convention
from portal.conventions.models.texts import Version
from portal.conventions.models.words import no_text
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, pk
from portal.core.types import line


class Signature(Model):
    """A person's name under one exact text. A new version needs a new signature.

    The hash is that of the text as it was shown; `code` is the address of the proof.
    """

    __tablename__ = "convention_signature"
    __table_args__ = (
        UniqueConstraint("version_id", "user_id"),
        Index("ix_convention_signature_convention", "convention_id", "id"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_urlsafe(12)[:16])
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    version: Mapped[Version] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship()
    capacity: Mapped[line] = mapped_column(default=no_text)  # the shop or household signed for
    method: Mapped[str] = mapped_column(String(20), default="confirmed")
    alg: Mapped[str] = mapped_column(String(10), default="sha256")
    text_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
