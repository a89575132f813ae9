"""Who may read, talk and keep order in a forum. Things are boards, topics and posts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app

from portal.accounts.models import Level, Role
from portal.accounts.permissions import at_least
from portal.accounts.queries import holds
from portal.alliances.models import Office
from portal.alliances.queries import LEADING, is_member, leads
from portal.core import clock
from portal.core.i18n import _l
from portal.core.permissions import Rule, rule, signed_in
from portal.core.settings import setting
from portal.discussions.models import Board, Flag, Post, Topic

KEEPERS = (Role.MODERATOR, Role.COMMUNITY_WORKER, Role.EDITOR, Role.REVIEWER)


def board_of(thing: Board | Topic | Post | Flag) -> Board:
    if isinstance(thing, Board):
        return thing
    if isinstance(thing, Topic):
        return thing.board
    return thing.topic.board if isinstance(thing, Post) else thing.post.topic.board


def topic_of(thing: Topic | Post) -> Topic:
    return thing if isinstance(thing, Topic) else thing.topic


@rule(_l("Only members of the alliance can write here. You can apply on the alliance's page."))
def belongs(actor: Any, thing: Any) -> bool:
    board = board_of(thing)
    return board.subject_kind != "alliance" or is_member(actor, board.subject_id) or keeps(actor, thing)


@rule(_l("Only the moderators of this forum can do this."))
def keeps(actor: Any, thing: Any) -> bool:
    board = board_of(thing)
    if holds(actor, KEEPERS, board.place.path):
        return True
    return board.subject_kind == "alliance" and leads(actor, board.subject_id, (*LEADING, Office.SUPERVISOR))


@rule(_l("This topic is closed: it can be read, but no longer answered."))
def not_locked(_actor: Any, thing: Any) -> bool:
    topic = topic_of(thing)
    return topic.locked_at is None and topic.hidden_at is None


class Talked(Rule):
    """What the conversation belongs to lets people write now; its feature knows."""

    def __init__(self) -> None:
        super().__init__(
            lambda _actor, thing: closed_by_its_thing(topic_of(thing)) is None,
            _l("What this conversation is about no longer takes replies."),
        )

    def why_not(self, actor: Any, thing: Any) -> str | None:
        return closed_by_its_thing(topic_of(thing))


def closed_by_its_thing(topic: Topic) -> str | None:
    ask = current_app.extensions["portal.thread_rules"].get(topic.about_kind) if topic.about_id else None
    said: str | None = ask(topic.about_id) if ask else None
    return said


still_talked_about = Talked()


@rule(_l("Only the person who wrote this can change it."))
def wrote_it(actor: Any, post: Any) -> bool:
    return bool(actor.id == post.author_id)


@rule(_l("This post has been hidden and cannot be changed."))
def not_hidden(_actor: Any, post: Any) -> bool:
    return post.hidden_at is None


@rule(_l("The time in which a post can be changed is over. Please write a new one."))
def still_fresh(_actor: Any, post: Any) -> bool:
    return bool(clock.now() - post.made_at < timedelta(hours=setting("forums.edit_hours")))


talks = signed_in & at_least(Level.L1) & belongs

PERMISSIONS = {
    "forums.begin": talks,
    "forums.reply": talks & not_locked & still_talked_about,
    "forums.edit": signed_in & wrote_it & not_hidden & not_locked & still_talked_about & still_fresh,
    "forums.flag": signed_in & not_hidden,
    "forums.keep_order": signed_in & keeps,
    "forums.mark_read": signed_in,
}
