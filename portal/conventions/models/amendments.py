"""What people propose to change in a text, clause by clause, and who supports it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.conventions.models.convention import Convention
from portal.conventions.models.texts import Version
from portal.conventions.models.words import no_text
from portal.conventions.states.amendments import Action, AmendmentState
from portal.core.db import Mapped, Model, mapped_column, moment, pk
from portal.core.types import line, plain
from portal.discussions.models import Topic
from portal.places.models import Place


class Amendment(Model):
    """One change to one clause, proposed on a fixed text: the base, named by its hash.

    `words` is what the clause is to say, as `services.amending.words_of` writes it (nothing for a deletion or a
    move); `after_key` the clause it is to stand behind, empty for the top. A new clause has its key from the
    start. `words` of a change hold the whole clause as its author saw and changed it.
    """

    __tablename__ = "convention_amendment"
    __table_args__ = (
        UniqueConstraint("convention_id", "number"),
        Index("ix_convention_amendment_of", "convention_id", "state", "clause_key"),
    )

    id: Mapped[pk]
    convention_id: Mapped[int] = mapped_column(ForeignKey("convention.id"))
    convention: Mapped[Convention] = relationship()
    number: Mapped[int]
    base_version_id: Mapped[int] = mapped_column(ForeignKey("convention_version.id"))
    base_version: Mapped[Version] = relationship(foreign_keys=[base_version_id])
    base_hash: Mapped[str] = mapped_column(String(64))
    action: Mapped[Action]
    clause_key: Mapped[str] = mapped_column(String(12))
    after_key: Mapped[str] = mapped_column(String(12), default="")
    words: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[plain]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    at: Mapped[moment]
    state: Mapped[AmendmentState] = mapped_column(default=AmendmentState.PROPOSED)
    support_count: Mapped[int] = mapped_column(default=0)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("discussion_topic.id"))
    topic: Mapped[Topic | None] = relationship()
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[line] = mapped_column(default=no_text)
    result_version_id: Mapped[int | None] = mapped_column(ForeignKey("convention_version.id"), index=True)

    @property
    def place(self) -> Place:
        return self.convention.place

    @property
    def path(self) -> str:
        return f"{self.convention.path}/amendments/{self.number}"


class AmendmentSupport(Model):
    """Somebody is for an amendment. Once each; it can be taken back."""

    __tablename__ = "convention_amendment_support"

    amendment_id: Mapped[int] = mapped_column(ForeignKey("convention_amendment.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    at: Mapped[moment]
