"""A founded alliance has its forum at once; a post is found, and people are told of it, a moment later."""

from __future__ import annotations

from portal.alliances.models import Alliance
from portal.core.db import db, hold_row
from portal.core.events import later, now
from portal.discussions.models import Post
from portal.discussions.services import open_board
from portal.events.alliances import AllianceFounded
from portal.events.discussions import PostWritten
from portal.forums.services import spread


def open_forum(event: AllianceFounded) -> None:
    alliance = db.session.get_one(Alliance, event.alliance_id)
    open_board(
        "alliance", alliance.id, name=alliance.name, place_id=alliance.place_id, code=f"a-{alliance.code}"
    )


def spread_the_word(event: PostWritten) -> None:
    post = db.session.get_one(Post, event.post_id)
    hold_row(post.topic)  # whoever hides the post waits: what we make findable is there for them to take away
    spread(post)


LISTENERS = (now(AllianceFounded, open_forum), later(PostWritten, spread_the_word))
