"""Boards, topics and posts. Posts lie clustered by (topic, position), so page 1,000 costs what page 1 costs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import relationship

from portal.accounts.models import User
from portal.core.db import Mapped, Model, code, mapped_column, moment, pk
from portal.core.types import line, name, plain
from portal.places.models import Place


class Board(Model):
    """Where topics stand: the forum of one alliance or one place."""

    __tablename__ = "discussion_board"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id"),)

    id: Mapped[pk]
    code: Mapped[code]
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    name: Mapped[name]
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place: Mapped[Place] = relationship()
    members_only: Mapped[bool] = mapped_column(default=False)
    topic_count: Mapped[int] = mapped_column(default=0)
    post_count: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime | None]


class Topic(Model):
    """A conversation. `version` grows with every change a reader could see: cached pages carry it.

    `about_kind` and `about_id` name the thing it belongs to; its feature says when nobody writes any more.
    """

    __tablename__ = "discussion_topic"
    __table_args__ = (Index("ix_discussion_topic_board", "board_id", "pinned", "last_post_at"),)

    id: Mapped[pk]
    code: Mapped[code]
    board_id: Mapped[int] = mapped_column(ForeignKey("discussion_board.id"))
    board: Mapped[Board] = relationship()
    title: Mapped[line]
    about_kind: Mapped[str] = mapped_column(String(40), default="")
    about_id: Mapped[int | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    author: Mapped[User] = relationship()
    made_at: Mapped[moment]
    last_post_at: Mapped[moment]
    post_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    pinned: Mapped[bool] = mapped_column(default=False)
    locked_at: Mapped[datetime | None]
    locked_reason: Mapped[line] = mapped_column(default="")
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[line] = mapped_column(default="")

    @property
    def place(self) -> Place:
        return self.board.place


QUOTING = text("quoted_id IS NOT NULL")  # most posts quote none: the index need not know of them


class Post(Model):
    """One contribution; position 1 opens the topic. Hidden ones keep their place and their text.

    What is quoted is copied when it is written, so that reading costs nothing; hiding empties the copies.
    """

    __tablename__ = "discussion_post"
    __table_args__ = (
        UniqueConstraint("topic_id", "position"),
        Index("ix_discussion_post_author_id", "author_id", "made_at"),  # the brake on floods counts with it
        Index("ix_discussion_post_quoted_id", "quoted_id", sqlite_where=QUOTING, postgresql_where=QUOTING),
    )

    id: Mapped[pk]
    topic_id: Mapped[int] = mapped_column(ForeignKey("discussion_topic.id"))
    topic: Mapped[Topic] = relationship()
    position: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    author: Mapped[User] = relationship(foreign_keys=[author_id])
    body: Mapped[plain]
    quoted_id: Mapped[int | None] = mapped_column(ForeignKey("discussion_post.id"))
    quoted_position: Mapped[int | None]
    quoted_name: Mapped[name | None]
    quoted_text: Mapped[line | None]
    made_at: Mapped[moment]
    edited_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[line] = mapped_column(default="")
    hidden_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    @property
    def place(self) -> Place:
        return self.topic.board.place


class PostVersion(Model):
    """What a post said before it was edited."""

    __tablename__ = "discussion_post_version"

    id: Mapped[pk]
    post_id: Mapped[int] = mapped_column(ForeignKey("discussion_post.id"), index=True)
    body: Mapped[plain]
    until: Mapped[moment]


class Flag(Model):
    """Somebody asks the moderators to look at a post."""

    __tablename__ = "discussion_flag"
    __table_args__ = (UniqueConstraint("post_id", "user_id"),)

    id: Mapped[pk]
    post_id: Mapped[int] = mapped_column(ForeignKey("discussion_post.id"), index=True)
    post: Mapped[Post] = relationship()
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[line]
    at: Mapped[moment]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[line] = mapped_column(default="")


class ReadMark(Model):
    """Up to which position a person has read a topic."""

    __tablename__ = "discussion_read_mark"
    __table_args__ = {"sqlite_with_rowid": False}

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("discussion_topic.id"), primary_key=True)
    position: Mapped[int]
