from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.conventions.models import Comment, Convention
from portal.conventions.queries.finding import may_read_draft, visible_to
from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.paging import Page, newest_first


def comments_page(convention: Convention, *, clause_key: str = "", size: int = 20) -> Page[Comment]:
    """Comments of one convention, newest first; of one clause only when it is named."""
    found = select(Comment).where(Comment.convention_id == convention.id)
    if clause_key:
        found = found.where(Comment.clause_key == clause_key)
    return newest_first(found, Comment.id, size=size)


def get_comment(convention: Convention, number: int) -> Comment:
    found = select(Comment).where(Comment.convention_id == convention.id, Comment.number == number)
    comment = db.session.scalar(found.options(joinedload(Comment.convention)))
    if comment is None:
        raise NotFound(_("This comment was not found."))
    return comment


def may_see_pictures(viewer: Any, comment_id: int) -> bool:
    """Whether the convention may be read on which a comment with a picture was given."""
    found = (
        select(Comment.id)
        .join(Convention, Convention.id == Comment.convention_id)
        .where(Comment.id == comment_id, visible_to(viewer))
    )
    return db.session.scalar(found) is not None


def unanswered(convention: Convention) -> int:
    found = select(func.count(Comment.id)).where(
        Comment.convention_id == convention.id, Comment.disposition.is_(None)
    )
    return db.session.scalar(found) or 0


def may_see_scan(viewer: Any, comment_id: int) -> bool:
    """The scan of an opinion on paper shows handwriting and a name: for those who draft and review."""
    said = db.session.get(Comment, comment_id)
    return said is not None and may_read_draft(viewer, said.convention)
