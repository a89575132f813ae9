"""One person's messages: handed out, or let go."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete

from portal.core.db import db
from portal.notifications.models import InboxLine, MailWish
from portal.notifications.queries import lines_of, sentence


def export(user_id: int) -> dict[str, Any]:
    lines = db.session.scalars(lines_of(user_id).order_by(InboxLine.id))
    return {"messages": [{"at": ln.at.isoformat(), "text": sentence(ln.message, ln.values)} for ln in lines]}


def forget(user_id: int) -> None:
    db.session.execute(delete(InboxLine).where(InboxLine.user_id == user_id))
    db.session.execute(delete(MailWish).where(MailWish.user_id == user_id))
