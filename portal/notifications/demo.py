"""The inboxes of the demo city: told in the order of the days, and mostly read by those who were told."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from portal.core.db import db
from portal.notifications.models import InboxLine

FRESH = timedelta(days=12)  # what is older has been read
AT_MOST = 6  # messages that wait for one person
READ_AFTER = timedelta(hours=5)


def load(city: Any) -> None:
    """Features told their stories one after the other; an inbox keeps the order of the days."""
    db.session.flush()
    columns = [column.key for column in InboxLine.__table__.columns if column.key != "id"]
    found = select(*(getattr(InboxLine, name) for name in columns)).order_by(
        InboxLine.at.desc(), InboxLine.id
    )
    rows = [dict(row._mapping) for row in db.session.execute(found)]
    waiting: Counter[int] = Counter()
    for row in rows:
        waits = row["at"] > city.at(0) - FRESH and waiting[row["user_id"]] < AT_MOST
        waiting[row["user_id"]] += waits
        row["read_at"] = None if waits else row["at"] + READ_AFTER
    if rows:
        db.session.execute(delete(InboxLine))
        db.session.execute(insert(InboxLine), rows[::-1])
