"""Conventions, their versions and clauses, what people said of them, and who signed."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.alliances.models import Alliance
from portal.conventions.states import Channel, Disposition, Form, Kind, Modality, Stance, State
from portal.core import clock
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.language import Bitext
from portal.core.types import line, plain
from portal.places.models import Place


def no_text() -> Bitext:
    return Bitext.both("", "")


def new_code() -> str:
    return secrets.token_hex(4)


class Convention(Model):
    """一约: rules that those concerned give themselves. Its text is that of version `current_no`.

    `title` repeats the current version's, for lists. An alliance's convention has `alliance_id`; others
    belong to a place. Counters are kept in the transaction that changes them.
    """

    __tablename__ = "convention"

    id: Mapped[pk]
    code: Mapped[code] = mapped_column(default=new_code)
    alliance_id: Mapped[int | None] = mapped_column(ForeignKey("alliance.id"), index=True)
    alliance: Mapped[Alliance | None] = relationship()
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    kind: Mapped[Kind]
    form: Mapped[Form] = mapped_column(default=Form.ARTICLES)
    rule_key: Mapped[str] = mapped_column(String(40))
    title: Mapped[line]
    summary: Mapped[line] = mapped_column(default=no_text)
    state: Mapped[State] = mapped_column(default=State.DRAFTING, index=True)
    current_no: Mapped[int] = mapped_column(default=1)
    drafted_by: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    submitted_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    comment_from: Mapped[datetime | None]
    comment_until: Mapped[datetime | None]
    comment_count: Mapped[int] = mapped_column(default=0)
    ballot_id: Mapped[int | None] = mapped_column(ForeignKey("ballot.id"), index=True)
    adopted_on: Mapped[date | None]
    record: Mapped[line] = mapped_column(default=no_text)  # what the minutes say of the vote
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None]
    filing_no: Mapped[line] = mapped_column(default=no_text)
    filing_office: Mapped[line] = mapped_column(default=no_text)
    signing_from: Mapped[datetime | None]
    signing_until: Mapped[datetime | None]
    signature_count: Mapped[int] = mapped_column(default=0)
    in_force_on: Mapped[date | None] = mapped_column(index=True)
    repealed_at: Mapped[datetime | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("convention.id"))
    made_at: Mapped[moment]

    @property
    def path(self) -> str:
        return f"/conventions/{self.code}"

    def is_open_for_comment(self, at: datetime) -> bool:
        period = self.comment_from, self.comment_until
        return self.state is State.COMMENT and bool(period[0] and period[1] and period[0] <= at < period[1])

    def is_open_for_signing(self, at: datetime) -> bool:
        """Once in force, those who come later can still sign."""
        if self.state is State.IN_FORCE:
            return self.signing_from is not None
        return self.state is State.SIGNING and (self.signing_until is None or at < self.signing_until)


class Version(Model):
    """One text of a convention. Once `text_hash` is there it is never changed again: a new one is written."""

    __tablename__ = "convention_version"
    __table_args__ = (UniqueConstraint("convention_id", "number"),)

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    number: Mapped[int]
    title: Mapped[line]
    preamble: Mapped[line] = mapped_column(default=no_text)
    revision: Mapped[int] = mapped_column(default=1)  # of title and preamble, against lost edits
    alg: Mapped[str] = mapped_column(String(10), default="sha256")
    text_hash: Mapped[str] = mapped_column(String(64), default="", index=True)
    canonical: Mapped[str] = mapped_column(Text, default="")
    frozen_at: Mapped[datetime | None]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[moment]


class Clause(Model):
    """One clause of one version. `key` stays the same through all versions of the convention.

    `number` is its place from 1. `sources` is a list of {"kind": SourceKind, "text": Bitext as JSON}.
    """

    __tablename__ = "convention_clause"
    __table_args__ = (UniqueConstraint("version_id", "key"),)

    id: Mapped[pk]
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    key: Mapped[str] = mapped_column(String(12), default=new_code)
    number: Mapped[int]
    chapter: Mapped[line] = mapped_column(default=no_text)
    heading: Mapped[line] = mapped_column(default=no_text)
    text: Mapped[line]
    explanation: Mapped[line] = mapped_column(default=no_text)
    modality: Mapped[Modality] = mapped_column(default=Modality.AGREE)
    subject: Mapped[line] = mapped_column(default=no_text)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    revision: Mapped[int] = mapped_column(default=1)


class Comment(Model):
    """A numbered opinion on the whole (`clause_key` empty) or on one clause, and what became of it."""

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
    at: Mapped[moment]
    disposition: Mapped[Disposition | None]
    reply: Mapped[plain] = mapped_column(default=lambda: Bitext.html(""))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]


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
