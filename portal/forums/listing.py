"""The topics of a board, page by page: pinned ones stand on top of the first, the rest by their last post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import request
from sqlalchemy import Row, and_, or_

from portal.core.db import db
from portal.core.errors import BadInput
from portal.core.i18n import _
from portal.core.permissions import can
from portal.discussions.models import Board, Topic
from portal.discussions.queries import topics_of

SIZE = 20
KEY = re.compile(r"(\d{1,17})_(\d{1,12})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TopicPage:
    """`older` is the key of the next page; `first` says that nothing comes before."""

    rows: Sequence[Row[Any]]
    older: str | None
    first: bool


def key_of(row: Row[Any]) -> str:
    micros = (row.last_post_at - EPOCH) // timedelta(microseconds=1)
    return f"{micros}_{row.id}"


def asked() -> tuple[datetime, int] | None:
    value = request.args.get("before")
    if value is None:
        return None
    found = KEY.fullmatch(value)
    if found is None:
        raise BadInput(_("This address is not complete. Please go back to the first page."))
    return EPOCH + timedelta(microseconds=int(found[1])), int(found[2])


def topic_page(board: Board, viewer: Any) -> TopicPage:
    """One statement. Topics with the same last moment are told apart by their number."""
    before = asked()
    hidden_too = viewer.is_authenticated and can(viewer, "forums.keep_order", board)
    found = topics_of(board.id, viewer, with_hidden=hidden_too)
    if before is not None:
        at, number = before
        earlier = or_(Topic.last_post_at < at, and_(Topic.last_post_at == at, Topic.id < number))
        found = found.where(Topic.pinned.is_(False), earlier)
    found = found.order_by(Topic.pinned.desc(), Topic.last_post_at.desc(), Topic.id.desc())
    rows = db.session.execute(found.limit(SIZE + 1)).all()
    more, rows = len(rows) > SIZE, rows[:SIZE]
    return TopicPage(rows, older=key_of(rows[-1]) if more else None, first=before is None)
