"""The forums of the demo city, told in the order in which people wrote."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import insert

from portal.accounts.models import User
from portal.accounts.queries import get_person, holders
from portal.core import clock, limits
from portal.core.db import db
from portal.core.language import Bitext
from portal.discussions.models import Board, Post, Topic
from portal.discussions.queries import get_post
from portal.forums import services
from portal.forums.permissions import KEEPERS
from portal.forums.queries import board_for
from portal.forums.upkeep import open_missing_forums

MENTION = re.compile(r"\{@(\w+)\}")


def load(city: Any) -> None:
    """Through the same services as everybody, each at its own hour. Mentions become shown names."""
    open_missing_forums()
    for forum in city.toml("forums")["forums"]:
        board = home_of(city, forum["home"])
        if board is not None:
            for topic in forum["topics"]:
                tell(city, board, topic)
    enlarge(city)


def home_of(city: Any, key: str) -> Board | None:
    """The board of a place by its slug, or of the Nth alliance in the book (`a01`); None when that is not told."""
    if place := city.places.get(key):
        return board_for("place", place.id, None)
    told = city.toml("alliances")["alliance"][int(key.removeprefix("a")) - 1]["id"]
    alliance = city.alliances.get(told)
    return board_for("alliance", alliance.id, None) if alliance else None


def tell(city: Any, board: Board, told: dict[str, Any]) -> None:
    topic: Topic | None = None
    for post in told["posts"]:
        author = city.people[post["author"]]
        text = MENTION.sub(lambda found: f"@{city.people[found[1]].name.original}", post["text"])
        with clock.stopped_at(city.at(post["day"], post["hour"], post["minute"])):
            limits.forgive(f"forums.write:{author.id}")
            if topic is None:
                topic = services.begin(board, title=told["title"], text=text, actor=author)
                pin(topic) if told.get("pinned") else None
                written = get_post(topic, 1)
            else:
                quoted = get_post(topic, post["quote"]) if "quote" in post else None
                written = services.reply(topic, text=text, quoted=quoted, actor=author)
        if written is not None:
            keep_order(city, post, written)
    if topic is not None and (locked := told.get("locked")):
        with clock.stopped_at(city.at(locked["day"])):
            services.lock(topic, locked=True, reason=locked["reason"], actor=keeper_of(topic))


def keeper_of(topic: Topic) -> User:
    """Somebody who may keep order here: an official of the place, or of the city."""
    return get_person(holders(KEEPERS, topic.board.place)[0])


def pin(topic: Topic) -> None:
    services.pin(topic, pinned=True, actor=keeper_of(topic))


def keep_order(city: Any, told: dict[str, Any], post: Post) -> None:
    if hidden := told.get("hidden"):
        with clock.stopped_at(city.at(hidden["day"])):
            services.hide(post, reason=hidden["reason"], actor=keeper_of(post.topic))
    if flagged := told.get("flagged"):
        services.flag(post, reason=flagged["reason"], actor=city.people[flagged["by"]])


def enlarge(city: Any) -> None:
    """For benchmarks: `scale` times as many topics, copies written straight into the tables."""
    sample = db.session.query(Topic).filter(Topic.post_count >= 8).order_by(Topic.id).limit(20).all()
    if city.scale <= 1 or not sample:
        return
    for number in range((city.scale - 1) * 45):
        copy(sample[number % len(sample)], number)


def copy(model: Topic, number: int) -> None:
    columns = (
        Post.position,
        Post.author_id,
        Post.body,
        Post.quoted_position,
        Post.quoted_name,
        Post.quoted_text,
    )
    rows = db.session.execute(
        db.select(*columns, Post.made_at).where(Post.topic_id == model.id).order_by(Post.position)
    ).all()
    topic = Topic(
        code=f"copy{number:06d}",
        board_id=model.board_id,
        title=Bitext.of(f"{model.title.original}（{number + 1}）"),
        author_id=model.author_id,
        made_at=model.made_at,
        last_post_at=model.last_post_at,
        post_count=len(rows),
        version=1,
    )
    db.session.add(topic)
    db.session.flush()  # the copies need its id
    db.session.execute(insert(Post), [{**row._asdict(), "topic_id": topic.id} for row in rows])
    db.session.expunge(topic)
