"""Replies to an opinion: a conversation in the forum of the place, begun by the first of them."""

from __future__ import annotations

from portal.accounts.models import User
from portal.consultations.models import Opinion
from portal.core import limits
from portal.core.db import db, hold_row
from portal.core.errors import Refused
from portal.core.events import announce
from portal.core.i18n import N_, _
from portal.core.language import Bitext
from portal.core.limits import Limit
from portal.core.services import guarded
from portal.discussions import services as talk
from portal.discussions.models import Post
from portal.events.catalog import CardChanged
from portal.events.discussions import PostWritten, TopicOpened
from portal.events.notifications import PeopleTold

AN_HOUR = Limit(most=30, seconds=3600)


@guarded("consultations.reply")
def reply(opinion: Opinion, *, text: str, actor: User) -> Post:
    """Answer somebody's opinion. What identifies a person is covered; moderators of the forum watch over it."""
    limits.check(f"opinion-reply:{actor.id}", AN_HOUR)
    limits.count(f"opinion-reply:{actor.id}")
    if not text.strip():
        raise Refused(_("Please write something."))
    hold_row(opinion, "thread_id")
    if opinion.thread is None:
        place, names = opinion.place, opinion.consultation.title
        board = talk.open_board(
            "place", place.id, name=place.name, place_id=place.id, code=f"p-{place.slug}"[:24]
        )
        topic, post = talk.begin(
            board, title="", text=text, author=actor, about=("consultation_opinion", opinion.id)
        )
        topic.title = Bitext.both(
            f"商议意见第{opinion.number}号 · {names.hans}",
            f"商議意見第{opinion.number}號 · {names.hant}",
            names.script,
        )
        opinion.thread = topic
        db.session.flush()  # search looks at the topic under its name
        announce(TopicOpened(topic_id=topic.id, user_id=actor.id))
    else:
        topic = opinion.thread
        if topic.locked_at is not None or topic.hidden_at is not None:
            raise Refused(_("The moderators have closed this conversation."))
        post = talk.add(topic, text=text, author=actor)
        announce(CardChanged(kind="post", object_id=post.id))
        announce(PostWritten(post_id=post.id, topic_id=topic.id, user_id=actor.id))
    announce(CardChanged(kind="topic", object_id=topic.id))
    if opinion.author_id and opinion.author_id != actor.id:
        _tell_author(opinion, post)
    return post


def _tell_author(opinion: Opinion, post: Post) -> None:
    announce(
        PeopleTold(
            user_ids=(opinion.author_id or 0,),
            message=N_("There is a reply to your opinion No. %(number)s on “%(title)s”."),
            path=opinion.address,
            key=f"opinion:{opinion.id}:reply:{post.id}",
            values={"number": opinion.number, "bi_title": opinion.consultation.title.to_json()},
        )
    )
