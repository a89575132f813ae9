"""Reading conversations: lean rows, a fixed number of statements."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.core.db import Moment, db
from portal.core.prepared import Prepared
from portal.discussions.models import Board, Flag, Post, PostVersion, ReadMark, Topic

PER_PAGE = 20
MENTION = re.compile(r"@([\w·]{1,30})")
WRITTEN_SINCE = Prepared(
    select(func.count(), func.min(Post.made_at)).where(
        Post.author_id == bindparam("author"), Post.made_at > bindparam("since", type_=Moment())
    )
)


def topics_of(board_id: int, viewer: Any, *, with_hidden: bool = False) -> Select[Any, *tuple[Any, ...]]:
    """Topic rows for a list, with how many posts the viewer has not read (NULL mark: none read)."""
    mark = and_(ReadMark.topic_id == Topic.id, ReadMark.user_id == (getattr(viewer, "id", None) or 0))
    unread = Topic.post_count - func.coalesce(ReadMark.position, 0)
    found = (
        select(
            Topic.id,
            Topic.code,
            Topic.title,
            Topic.post_count,
            Topic.last_post_at,
            Topic.pinned,
            Topic.locked_at,
            Topic.hidden_at,
            User.name.label("author"),
            unread.label("unread"),
        )
        .join(User, User.id == Topic.author_id)
        .outerjoin(ReadMark, mark)
        .where(Topic.board_id == board_id)
    )
    return found if with_hidden else found.where(Topic.hidden_at.is_(None))


def posts_from(topic_id: int, position: int) -> Sequence[Row[Any]]:
    """One page of posts from `position` on, as rows with the author's name. One statement."""
    hidden = Post.hidden_at.is_not(None)
    found = (
        select(
            Post.id,
            Post.position,
            case((hidden, None), else_=Post.body).label("body"),
            Post.quoted_position,
            Post.quoted_name,
            Post.quoted_text,
            Post.made_at,
            Post.edited_at,
            Post.hidden_reason,
            hidden.label("hidden"),
            User.name.label("author"),
        )
        .join(User, User.id == Post.author_id)
        .where(Post.topic_id == topic_id, Post.position >= position, Post.position < position + PER_PAGE)
        .order_by(Post.position)
    )
    return db.session.execute(found).all()


def get_post(topic: Topic, position: int) -> Post | None:
    found = select(Post).where(Post.topic_id == topic.id, Post.position == position)
    return db.session.scalar(found.options(joinedload(Post.author)))


def versions_of(post: Post) -> Sequence[PostVersion]:
    found = select(PostVersion).where(PostVersion.post_id == post.id).order_by(PostVersion.id.desc())
    return db.session.scalars(found).all()


def page_start(position: int) -> int:
    """The first position of the page a post stands on."""
    return (max(position, 1) - 1) // PER_PAGE * PER_PAGE + 1


def mentioned(text: str, *, but: int) -> list[int]:
    """The people named with @ in a text, by their shown name, without the writer."""
    names = {name.casefold() for name in MENTION.findall(text)}
    if not names:
        return []
    found = select(User.id).where(User.name_folded.in_(names), User.id != but).limit(20)
    return list(db.session.scalars(found))


def written_since(author_id: int, since: datetime) -> tuple[int, datetime | None]:
    """How many posts somebody has written after a moment, and when the first of them."""
    ((count, oldest),) = WRITTEN_SINCE.rows(db.session.connection(), author=author_id, since=since)
    return count, oldest


def participants(topic_id: int, *, but: int) -> list[int]:
    """Who has written in a topic, for telling them; the last hundred are enough."""
    found = select(Post.author_id).where(Post.topic_id == topic_id, Post.author_id != but).distinct()
    return list(db.session.scalars(found.limit(100)))


def open_flags(boards: ColumnElement[bool]) -> Sequence[Flag]:
    """Flags nobody has settled, on the boards asked for."""
    found = (
        select(Flag)
        .join(Post, Post.id == Flag.post_id)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Board, Board.id == Topic.board_id)
        .where(Flag.settled_at.is_(None), boards)
        .options(joinedload(Flag.post).joinedload(Post.topic).joinedload(Topic.board))
        .order_by(Flag.id)
        .limit(200)
    )
    return db.session.scalars(found).all()
