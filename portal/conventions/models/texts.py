"""The texts of a convention: its versions and their clauses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.conventions.models.convention import Convention
from portal.conventions.models.words import new_code, no_text
from portal.conventions.states import Modality
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line


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

    `number` is its place from 1. `sources` is a list of {"kind": SourceKind, "text": Bitext as JSON}; that of an
    opinion also has its "number". `links` says what it governs: {"kind": LinkKind, "ref": a code or a path of the
    portal, "text": Bitext as JSON}.
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
    links: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    revision: Mapped[int] = mapped_column(default=1)


class VerseLine(Model):
    """One line of the verse edition that stands beside the articles, and the clauses it sings of.

    It helps to remember the text; it is no part of the text that is voted on and signed.
    """

    __tablename__ = "convention_verse_line"
    __table_args__ = (UniqueConstraint("version_id", "number"),)

    id: Mapped[pk]
    version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    number: Mapped[int]
    text: Mapped[line]
    clause_keys: Mapped[list[str]] = mapped_column(JSON, default=list)
