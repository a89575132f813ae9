from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from portal.core.db import db
from portal.discussions.models import Post, ReadMark


def export(user_id: int) -> dict[str, Any]:
    mine = select(Post.body, Post.made_at).where(Post.author_id == user_id).order_by(Post.id)
    return {"posts": [{"at": at.isoformat(), "text": body.source} for body, at in db.session.execute(mine)]}


def forget(user_id: int) -> None:
    """What was said in public stays under the pseudonym; what was read is nobody's business any more."""
    db.session.execute(delete(ReadMark).where(ReadMark.user_id == user_id))
