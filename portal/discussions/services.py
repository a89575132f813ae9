"""What happens in a conversation. The feature that owns the board asks who may; these verbs only do it."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import User
from portal.core import clock
from portal.core.db import Moment, db, put_known
from portal.core.errors import Refused
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.masking import mask_personal_data
from portal.core.prepared import Prepared
from portal.core.richtext import excerpt
from portal.core.types import written
from portal.discussions.models import Board, Flag, Post, PostVersion, Topic

QUOTE = 120  # characters of a quotation that are kept

# made once: what everybody waits for goes past the session
_topic, _board = Topic.__table__.c, Board.__table__.c
NOW = bindparam("now", type_=Moment())
COUNTED = Prepared(
    update(Topic.__table__)  # type: ignore[arg-type]  # a table, never a join
    .where(_topic.id == bindparam("topic"))
    .values(post_count=_topic.post_count + 1, version=_topic.version + 1, last_post_at=NOW)
    .returning(_topic.post_count, _topic.version)
)
BUSY = Prepared(
    update(Board.__table__)  # type: ignore[arg-type]  # a table, never a join
    .where(_board.id == bindparam("board"))
    .values(post_count=_board.post_count + 1, last_post_at=NOW)
)
READ = Prepared(
    text(
        "INSERT INTO discussion_read_mark (user_id, topic_id, position) VALUES (:user, :topic, :position) "
        "ON CONFLICT (user_id, topic_id) DO UPDATE SET position = excluded.position "
        "WHERE discussion_read_mark.position < excluded.position"
    )
)


def open_board(subject_kind: str, subject_id: int, *, name: Bitext, place_id: int, code: str) -> Board:
    """The board of this subject; the same one when it is there. Not guarded: follows the founding."""
    found = select(Board).where(Board.subject_kind == subject_kind, Board.subject_id == subject_id)
    board = db.session.scalar(found)
    if board is None:
        board = Board(
            subject_kind=subject_kind, subject_id=subject_id, code=code, name=name, place_id=place_id
        )
        db.session.add(board)
        db.session.flush()  # its id is needed for the first topic
    return board


def begin(
    board: Board, *, title: str, text: str, author: User, about: tuple[str, int] | None = None
) -> tuple[Topic, Post]:
    """A topic with its first post, `about` a thing of another feature or about nothing but its title.

    Not guarded: the owning feature asks.
    """
    topic = Topic(board=board, code=secrets.token_hex(5), title=mask_personal_data(title), author=author)
    if about is not None:
        topic.about_kind, topic.about_id = about
    db.session.add(topic)
    board.topic_count = Board.topic_count + 1
    db.session.flush()  # the first post needs the topic's id
    return topic, add(topic, text=text, author=author)


def add(topic: Topic, *, text: str, author: User, quoted: Post | None = None) -> Post:
    """One more post at the next free position. Not guarded: the owning feature asks.

    The position comes from the row that counts, so two writers at once get two positions.
    """
    now, connection = clock.now(), db.session.connection()
    ((position, version),) = COUNTED.rows(connection, topic=topic.id, now=now)
    for column, value in (("post_count", position), ("version", version), ("last_post_at", now)):
        set_committed_value(topic, column, value)
    BUSY.run(connection, board=topic.board_id, now=now)
    post = put_known(
        Post,
        topic_id=topic.id,
        position=position,
        author_id=author.id,
        body=written(mask_personal_data(text)),
        made_at=now,
        **quotation_of(quoted),
    )
    READ.run(connection, user=author.id, topic=topic.id, position=position)
    return post


def quotation_of(quoted: Post | None) -> dict[str, Any]:
    """What a post keeps of the one it answers, unless that is hidden. Not guarded: only a look."""
    if quoted is None or quoted.hidden_at is not None:
        return {}
    body = quoted.body
    return {
        "quoted_id": quoted.id,
        "quoted_position": quoted.position,
        "quoted_name": quoted.author.name,
        "quoted_text": Bitext.both(excerpt(body.hans, QUOTE), excerpt(body.hant, QUOTE), body.script),
    }


def seen_anew(topic: Topic) -> None:
    """Cached pages of the topic are out of date. Not guarded: part of other verbs."""
    topic.version = Topic.version + 1


def edit(post: Post, *, text: str, before: str) -> None:
    """Change a post and keep what it said. Not guarded: the owning feature asks.

    `before` is the text the writer began from; when it has changed meanwhile the second writer is told.
    """
    if post.body.source != before:
        raise Refused(_("This post was changed meanwhile. Please copy your text and open the page again."))
    masked = mask_personal_data(text)
    if masked == post.body.source:
        return
    db.session.add(PostVersion(post_id=post.id, body=post.body))
    post.body = written(masked)
    post.edited_at = clock.now()
    seen_anew(post.topic)


def hide(post: Post, *, reason: str, moderator: User) -> None:
    """Take a post from view, quotations of it too. Not guarded: the owning feature asks."""
    if post.hidden_at is not None:
        raise Refused(_("This post is hidden already."))
    post.hidden_at, post.hidden_reason, post.hidden_by = clock.now(), Bitext.of(reason), moderator.id
    empty = update(Post).where(Post.quoted_id == post.id).values(quoted_text=None)
    db.session.execute(empty.execution_options(synchronize_session="fetch"))
    seen_anew(post.topic)


def restore(post: Post) -> None:
    """Show a hidden post again. Not guarded: the owning feature asks."""
    if post.hidden_at is None:
        raise Refused(_("This post is not hidden."))
    post.hidden_at, post.hidden_reason, post.hidden_by = None, Bitext.of(""), None
    seen_anew(post.topic)


def flag(post: Post, *, reason: str, user: User) -> Flag:
    """Ask the moderators to look. Not guarded: the owning feature asks."""
    already = select(Flag.id).where(Flag.post_id == post.id, Flag.user_id == user.id)
    if db.session.scalar(already) is not None:
        raise Refused(_("You have reported this post already. The moderators will look at it."))
    made = Flag(post_id=post.id, user_id=user.id, reason=reason)
    db.session.add(made)
    return made


def settle(made: Flag, *, outcome: str, moderator: User) -> None:
    """The moderators have looked. Not guarded: the owning feature asks."""
    if made.settled_at is not None:
        raise Refused(_("Somebody else has settled this already."))
    made.settled_at, made.settled_by, made.outcome = clock.now(), moderator.id, Bitext.of(outcome)


def mark_read(topic: Topic, user_id: int, position: int) -> None:
    """Remember how far somebody has read; never backwards. Not guarded: one's own mark."""
    READ.run(db.session.connection(), user=user_id, topic=topic.id, position=position)
