"""Boards and topics as a viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.queries import places_where
from portal.alliances.models import Office
from portal.alliances.queries import LEADING, belongs, offices_of
from portal.core.cards import Card
from portal.core.db import columns, db, restored
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.prepared import Prepared
from portal.core.richtext import excerpt, text_of
from portal.discussions.models import Board, Flag, Post, Topic
from portal.discussions.queries import PER_PAGE, open_flags
from portal.forums.permissions import KEEPERS, keeps
from portal.places.models import Place

SUMMARY = 120


def number_of(viewer: Any) -> int:
    """The person as statements know them; nobody is 0."""
    return getattr(viewer, "id", None) or 0


def visible_to_number(number: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Boards this person may read: open ones, and the closed ones of the person's alliances."""
    own = and_(Board.subject_kind == "alliance", belongs(number, Board.subject_id))
    return or_(Board.members_only.is_(False), own)


def visible_to(viewer: Any) -> ColumnElement[bool]:
    return visible_to_number(number_of(viewer))


# made once: everybody who reads or answers a topic asks it
ONE_TOPIC = Prepared(
    select(*columns(Topic), *columns(Board), *columns(Place))
    .select_from(Topic)
    .join(Board, Board.id == Topic.board_id)
    .join(Place, Place.id == Board.place_id)
    .where(Topic.code == bindparam("code"), visible_to_number(bindparam("viewer", type_=Integer)))
)
OF_BOARD = len(columns(Topic))
OF_PLACE = OF_BOARD + len(columns(Board))


def boards(viewer: Any, *, kind: str | None = None, place: Place | None = None) -> Sequence[Board]:
    """All boards, the liveliest first."""
    found = select(Board).where(visible_to(viewer))
    if kind:
        found = found.where(Board.subject_kind == kind)
    if place:
        found = found.where(Board.subject_kind == "place", Board.subject_id == place.id)
    return db.session.scalars(found.order_by(Board.last_post_at.desc().nulls_last(), Board.id)).all()


def board_for(subject_kind: str, subject_id: int, viewer: Any) -> Board | None:
    found = select(Board).where(
        Board.subject_kind == subject_kind, Board.subject_id == subject_id, visible_to(viewer)
    )
    return db.session.scalar(found)


def get_board(code: str, viewer: Any) -> Board:
    found = select(Board).where(Board.code == code, visible_to(viewer)).options(joinedload(Board.place))
    board = db.session.scalar(found)
    if board is None:
        raise NotFound(_("This forum was not found."))
    return board


def get_topic(code: str, viewer: Any) -> Topic:
    """One statement: the topic with its board and place. Hidden topics exist for moderators only."""
    row = ONE_TOPIC.row(db.session.connection(), code=code, viewer=number_of(viewer))
    topic = topic_of_row(row) if row else None
    if topic is None or (topic.hidden_at is not None and not keeps(viewer, topic)):
        raise NotFound(_("This topic was not found."))
    return topic


def may_see_pictures(viewer: Any, post_id: int) -> bool:
    """Whether the post in which a picture stands may be read: a hidden post hides its pictures."""
    found = (
        select(Post)
        .join(Topic, Topic.id == Post.topic_id)
        .join(Board, Board.id == Topic.board_id)
        .where(Post.id == post_id, visible_to(viewer))
        .options(joinedload(Post.topic).joinedload(Topic.board).joinedload(Board.place))
    )
    post = db.session.scalar(found)
    if post is None:
        return False
    return (post.hidden_at is None and post.topic.hidden_at is None) or keeps(viewer, post)


def topic_of_row(row: list[Any]) -> Topic:
    place = restored(Place, row[OF_PLACE:])
    board = restored(Board, row[OF_BOARD:OF_PLACE], place=place)
    return restored(Topic, row[:OF_BOARD], board=board)


def open_version(code: str) -> int | None:
    """The version of a topic that everybody may read, in one lean statement; None for any other."""
    found = (
        select(Topic.version)
        .join(Board, Board.id == Topic.board_id)
        .where(Topic.code == code, Topic.hidden_at.is_(None), Board.members_only.is_(False))
    )
    return db.session.scalar(found)


def flags_for(viewer: Any) -> Sequence[Flag]:
    """Reports that nobody has settled, on the boards the viewer keeps in order."""
    paths = places_where(viewer, *KEEPERS)
    led = [a for a, office in offices_of(viewer) if office in (*LEADING, Office.SUPERVISOR)]
    if not paths and not led:
        return []
    kept: list[ColumnElement[bool]] = [(Board.subject_kind == "alliance") & Board.subject_id.in_(led)]
    if paths:
        within = select(Place.id).where(or_(*(Place.path.startswith(path) for path in paths)))
        kept.append(Board.place_id.in_(within))
    return open_flags(or_(*kept))


def newest_topics(board: Board, limit: int = 5) -> Sequence[Topic]:
    found = select(Topic).where(Topic.board_id == board.id, Topic.hidden_at.is_(None))
    return db.session.scalars(found.order_by(Topic.last_post_at.desc()).limit(limit)).all()


def card_of_topic(topic_id: int) -> Card | None:
    topic = db.session.get(Topic, topic_id)
    if topic is None or topic.hidden_at is not None or topic.board.members_only:
        return None
    first = db.session.scalar(select(Post).where(Post.topic_id == topic.id, Post.position == 1))
    body = first.body if first and first.hidden_at is None else Bitext.of("")
    return Card(
        kind="topic",
        object_id=topic.id,
        title=topic.title,
        summary=as_text(body, SUMMARY),
        body=as_text(body),
        path=f"/forums/topics/{topic.code}",
        at=topic.made_at,
        state="locked" if topic.locked_at else "open",
        place_id=topic.board.place_id,
        place_path=topic.board.place.path,
        alliance_id=topic.board.subject_id if topic.board.subject_kind == "alliance" else None,
    )


def card_of_post(post_id: int) -> Card | None:
    """A reply is found by search; lists show its topic."""
    post = db.session.get(Post, post_id)
    if post is None or post.position == 1 or post.hidden_at is not None:
        return None
    topic = post.topic
    if topic.hidden_at is not None or topic.board.members_only:
        return None
    return Card(
        kind="post",
        object_id=post.id,
        title=topic.title,
        body=as_text(post.body),
        path=address(topic, post.position),
        at=post.made_at,
        state="open",
        place_id=topic.board.place_id,
        place_path=topic.board.place.path,
        listed=False,
    )


def address(topic: Topic, position: int) -> str:
    """The page a post stands on, and its place there."""
    start = (position - 1) // PER_PAGE * PER_PAGE + 1
    return f"/forums/topics/{topic.code}{f'?from={start}' if start > 1 else ''}#p{position}"


def as_text(html: Bitext, length: int | None = None) -> Bitext:
    """Stored HTML as plain text, shortened when a length is given."""
    cut = (lambda part: excerpt(part, length)) if length else text_of
    return Bitext.both(cut(html.hans), cut(html.hant), html.script)


def all_topic_ids() -> list[int]:
    return list(db.session.scalars(select(Topic.id)))


def all_reply_ids() -> list[int]:
    return list(db.session.scalars(select(Post.id).where(Post.position > 1)))
