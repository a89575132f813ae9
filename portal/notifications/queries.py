"""A person's inbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from portal.core.db import db
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.language import Bitext
from portal.core.paging import Page, newest_first
from portal.core.prepared import Prepared
from portal.notifications.models import InboxLine, MailWish
from portal.notifications.rules import TOPICS

BITEXT = "bi_"
AT_ONCE = 100  # unread messages that one page shows
A_PAGE = 20
UNREAD = Prepared(
    select(func.count(InboxLine.id)).where(
        InboxLine.user_id == bindparam("user"), InboxLine.read_at.is_(None)
    )
)


def sentence(message: str, values: Mapping[str, Any]) -> str:
    """The message in the reader's language; texts of people among the values in the reader's script."""
    said = {
        name.removeprefix(BITEXT): str(Bitext.from_json(value)) if name.startswith(BITEXT) else value
        for name, value in values.items()
    }
    return str(_(message)) % said if said else str(_(message))


def lines_of(user_id: int) -> Select[InboxLine]:
    return select(InboxLine).where(InboxLine.user_id == user_id)


def unread(viewer: Any) -> int:
    """How many messages wait, for the number beside the bell."""
    db.session.flush()  # what is prepared is asked past the session
    [[waiting]] = UNREAD.rows(db.session.connection(), user=viewer.id)
    return int(waiting)


def unread_lines(user_id: int) -> Sequence[InboxLine]:
    """What has not been read, the newest first."""
    found = lines_of(user_id).where(InboxLine.read_at.is_(None))
    return db.session.scalars(found.order_by(InboxLine.at.desc(), InboxLine.id.desc()).limit(AT_ONCE)).all()


def read_page(user_id: int) -> Page[InboxLine]:
    """What has been read before, one page of it."""
    return newest_first(lines_of(user_id).where(InboxLine.read_at.is_not(None)), InboxLine.id, size=A_PAGE)


def get_line(line_id: int, viewer: Any) -> InboxLine:
    line = db.session.scalar(lines_of(viewer.id).where(InboxLine.id == line_id))
    if line is None:
        raise NotFound(_("This message was not found."))
    return line


def topics_by_letter(user_id: int) -> set[str]:
    """About what a person gets letters; empty for who wants none."""
    wish = db.session.get(MailWish, user_id)
    if wish is None:
        return set(TOPICS)
    return set(TOPICS) - set(wish.but) if wish.letters else set()
