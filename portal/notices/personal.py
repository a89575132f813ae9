"""What the register knows of one person: the objections they have made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from portal.core.db import db
from portal.core.language import Bitext
from portal.notices import queries
from portal.notices.models import NoticeObjection


def export(user_id: int) -> dict[str, Any]:
    return {
        "objections": [
            {
                "number": one.notice.number.original,
                "text": one.text.original,
                "contact": one.contact,
                "at": one.at.isoformat(),
                "answer": one.answer.original if one.answer else "",
            }
            for one in queries.own(user_id)
        ]
    }


def forget(user_id: int) -> None:
    """That there was an objection stays, with its answer; its words and who wrote it go."""
    theirs = update(NoticeObjection).where(NoticeObjection.user_id == user_id)
    db.session.execute(theirs.values(user_id=None, contact="", text=Bitext.of("")))
