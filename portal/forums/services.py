"""Talking, and keeping order."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from portal.accounts.models import User
from portal.core import clock, limits
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.core.settings import setting
from portal.core.workflow import HistoryRow
from portal.discussions import queries as talk
from portal.discussions import services as verbs
from portal.discussions.models import Board, Flag, Post, Topic
from portal.events.catalog import CardChanged
from portal.events.discussions import PostWritten, TopicOpened
from portal.events.notifications import PeopleTold
from portal.files.services import attach_named
from portal.forums.queries import address


def slow_down(actor: User) -> None:
    """A brake on floods. Not guarded: part of writing."""
    brake = Limit(most=setting("forums.posts_per_hour"), seconds=3600)
    limits.hold_back(*talk.written_since(actor.id, clock.now() - timedelta(seconds=brake.seconds)), brake)


def changed(topic: Topic) -> None:
    """Lists and search look again. Not guarded: part of other services."""
    db.session.flush()
    announce(CardChanged(kind="topic", object_id=topic.id))


@guarded("forums.begin")
def begin(board: Board, *, title: str, text: str, actor: User) -> Topic:
    """A new topic with its first post."""
    slow_down(actor)
    topic, post = verbs.begin(board, title=title, text=text, author=actor)
    changed(topic)
    announce(TopicOpened(topic_id=topic.id, user_id=actor.id))
    attach_named(text, post, owner_id=actor.id)
    tell_mentioned(topic, post, text)
    return topic


@guarded("forums.reply")
def reply(topic: Topic, *, text: str, quoted: Post | None = None, actor: User) -> Post:
    """One more post: it stands there at once. What follows from it (`spread`) comes from the worker."""
    slow_down(actor)
    post = verbs.add(topic, text=text, author=actor, quoted=quoted)
    attach_named(text, post, owner_id=actor.id)
    announce(PostWritten(post_id=post.id, topic_id=topic.id, user_id=actor.id))
    return post


def spread(post: Post) -> None:
    """Search finds the post; those who are named, quoted or have begun the topic are told. Not guarded: follows
    `reply`, and nothing of a post that was hidden meanwhile. Repeatable: a message reaches a person once.
    """
    announce(CardChanged(kind="post", object_id=post.id))
    if post.hidden_at is not None:
        return
    topic = post.topic
    told = tell_mentioned(topic, post, post.body.source)
    quoted = db.session.get(Post, post.quoted_id) if post.quoted_id else None
    answered = {topic.author_id, quoted.author_id if quoted else topic.author_id} - {post.author_id, *told}
    tell(answered, N_("There is an answer in “%(title)s”."), topic, post)


def tell_mentioned(topic: Topic, post: Post, text: str) -> set[int]:
    """Those named with @ get a message. Not guarded: part of writing."""
    named = set(talk.mentioned(text, but=post.author_id))
    tell(named, N_("You were mentioned in “%(title)s”."), topic, post)
    return named


def tell(user_ids: set[int], message: str, topic: Topic, post: Post) -> None:
    """Messages about one post. Not guarded: part of writing."""
    if user_ids:
        announce(
            PeopleTold(
                user_ids=tuple(sorted(user_ids)),
                message=message,
                path=address(topic, post.position),
                key=f"post:{post.id}",
                values={"bi_title": topic.title.to_json()},
                by_mail=False,
            )
        )


@guarded("forums.edit")
def edit(post: Post, *, text: str, before: str, actor: User) -> None:
    """Change one's own post; what it said stays readable."""
    verbs.edit(post, text=text, before=before)
    attach_named(text, post, owner_id=actor.id)
    if post.position == 1:
        changed(post.topic)
    announce(CardChanged(kind="post", object_id=post.id))


@guarded("forums.flag")
def flag(post: Post, *, reason: str, actor: User) -> Flag:
    """Ask the moderators to look at a post. Who asked stays with them."""
    return verbs.flag(post, reason=reason, user=actor)


def note(topic: Topic, step: str, before: str, after: str, actor: User, reason: str) -> None:
    """The history line of a topic. Not guarded: part of keeping order."""
    db.session.add(
        HistoryRow(
            workflow="topic",
            object_id=topic.id,
            step=step,
            before=before,
            after=after,
            actor_id=actor.id,
            reason=Bitext.of(reason),
        )
    )


def given(reason: str) -> str:
    """The reason without white space. Not guarded: only a check."""
    if not reason.strip():
        raise Refused(_("Please give a reason."))
    return reason.strip()


@guarded("forums.keep_order")
def pin(topic: Topic, *, pinned: bool, actor: User) -> None:
    """Keep a topic at the top of its forum, or let it go."""
    topic.pinned = pinned
    note(topic, "pin" if pinned else "unpin", "", "", actor, "")


@guarded("forums.keep_order")
def lock(topic: Topic, *, locked: bool, reason: str = "", actor: User) -> None:
    """Close a topic for answers, with a reason everybody reads, or open it again."""
    topic.locked_reason = Bitext.of(given(reason) if locked else "")
    topic.locked_at = clock.now() if locked else None
    verbs.seen_anew(topic)
    note(topic, "lock" if locked else "unlock", "", "", actor, reason)
    changed(topic)


@guarded("forums.keep_order")
def hide_topic(topic: Topic, *, hidden: bool, reason: str = "", actor: User) -> None:
    """Take a whole topic from view, with a reason, or bring it back."""
    topic.hidden_reason = Bitext.of(given(reason) if hidden else "")
    topic.hidden_at = clock.now() if hidden else None
    verbs.seen_anew(topic)
    note(topic, "hide" if hidden else "restore", "", "", actor, reason)
    changed(topic)
    for post_id in db.session.scalars(select(Post.id).where(Post.topic_id == topic.id, Post.position > 1)):
        announce(CardChanged(kind="post", object_id=post_id))


@guarded("forums.keep_order")
def hide(post: Post, *, reason: str, actor: User) -> None:
    """Take a post from view; its author is told why and may ask to have it back."""
    verbs.hide(post, reason=given(reason), moderator=actor)
    topic = post.topic
    note(topic, f"hide post {post.position}", "", "", actor, reason)
    tell(
        {post.author_id} - {actor.id},
        N_("A post of yours in “%(title)s” was hidden. The reason stands there."),
        topic,
        post,
    )
    refresh(post)


@guarded("forums.keep_order")
def restore(post: Post, *, actor: User) -> None:
    """Show a hidden post again."""
    verbs.restore(post)
    note(post.topic, f"restore post {post.position}", "", "", actor, "")
    refresh(post)


def refresh(post: Post) -> None:
    """Search forgets or finds it again. Not guarded: part of keeping order."""
    changed(post.topic)
    announce(CardChanged(kind="post", object_id=post.id))


@guarded("forums.keep_order")
def settle(made: Flag, *, outcome: str, actor: User) -> None:
    """The moderators have looked at a report; the person who made it is told."""
    verbs.settle(made, outcome=given(outcome), moderator=actor)
    topic = made.post.topic
    tell(
        {made.user_id},
        N_("The moderators have looked at the post you reported in “%(title)s”."),
        topic,
        made.post,
    )


@guarded("forums.mark_read")
def mark_board_read(board: Board, *, actor: User) -> None:
    """Everything on this board counts as read."""
    for topic in db.session.scalars(select(Topic).where(Topic.board_id == board.id)):
        verbs.mark_read(topic, actor.id, topic.post_count)


@guarded("forums.mark_read")
def mark_topic_read(topic: Topic, *, position: int, actor: User) -> None:
    """The actor has read up to this position."""
    verbs.mark_read(topic, actor.id, min(position, topic.post_count))
