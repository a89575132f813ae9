"""Who signed which text."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.conventions.models.convention import Convention
from portal.conventions.models.texts import Version
from portal.conventions.models.words import no_text
from portal.conventions.rules.chain import Entry, EntryKind, Link, seal
from portal.conventions.states import Method
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, pk
from portal.core.types import line, name


class Signature(Model):
    """A person's name under one exact text, for one party. A new version needs a new signature.

    The hash is that of the text as it was shown; `code` is the address of the proof. `party` is whom the person
    signs for (`queries/parties.py`): a person with two shops signs twice. `signed_name`, `capacity`, `consent`,
    `evidence` (SHA-256 of drawings and scans) and `witnesses` are sealed with `salt` in the chain of signatures.
    `entered_by` is the officer who typed in what was signed on paper.
    """

    __tablename__ = "convention_signature"
    __table_args__ = (
        UniqueConstraint("version_id", "party"),
        Index("ix_convention_signature_convention", "convention_id", "id"),
    )

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=lambda: secrets.token_urlsafe(12)[:16])
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    version: Mapped[Version] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    party: Mapped[str] = mapped_column(String(60))
    capacity: Mapped[line] = mapped_column(default=no_text)  # the shop or household signed for
    signed_name: Mapped[name]
    consent: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[list[str]] = mapped_column(JSON, default=list)
    witnesses: Mapped[list[str]] = mapped_column(JSON, default=list)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    salt: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))
    method: Mapped[Method] = mapped_column(default=Method.PASSWORD)
    alg: Mapped[str] = mapped_column(String(10), default="sha256")
    text_hash: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def particulars(self) -> tuple[str, ...]:
        """What the seal of this signature covers, in this order."""
        return (
            self.signed_name.original,
            self.capacity.original,
            self.consent,
            *self.evidence,
            *self.witnesses,
        )


class ChainEntry(Model):
    """One link of a convention's chain of signatures. Never changed; `rules/chain.py` says what is hashed.

    `seal` keeps what the particulars gave when it was made; they may be erased later, the seal stays.
    """

    __tablename__ = "convention_chain_entry"
    __table_args__ = (UniqueConstraint("convention_id", "number"),)

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    number: Mapped[int]
    kind: Mapped[EntryKind]
    signature_id: Mapped[int] = mapped_column(ForeignKey("convention_signature.id"), index=True)
    signature: Mapped[Signature] = relationship()
    at: Mapped[datetime]
    seal: Mapped[str] = mapped_column(String(64))
    before_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    @property
    def link(self) -> Link:
        """As the rules want it, from what is stored now."""
        signature = self.signature
        entry = Entry(
            number=self.number,
            kind=self.kind,
            convention=self.convention.code,
            version=signature.version.number,
            alg=signature.alg,
            text_hash=signature.text_hash,
            signature=signature.code,
            at=self.at,
            method=signature.method,
            seal=self.seal,
        )
        return Link(entry, self.before_hash, self.hash)

    @property
    def seal_now(self) -> str | None:
        """What the stored particulars give; None when they have been erased."""
        signature = self.signature
        if not signature.salt:
            return None
        if self.kind is EntryKind.WITHDRAWN:
            return seal(signature.salt, signature.withdrawn_reason)
        return seal(signature.salt, *signature.particulars)
